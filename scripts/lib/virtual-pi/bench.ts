import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BootOptions, BootReport } from './case.ts';
import type { Asks, Attached } from './devices.ts';
import { copyDisk, makeDisk } from './disks.ts';
import type { Emulator } from './emulator.ts';
import { startEmulator } from './emulator.ts';
import type { Guest } from './guest.ts';
import { stageProgram } from './guest.ts';
import { guestScript } from './guest-script.ts';
import { Monitor } from './monitor.ts';
import { openTalk } from './talk.ts';

/** What a job may source. */
const LIBRARIES = ['lib.sh', 'ask-service.sh', 'appliance.sh'];
const DEFAULT_MEMORY_MB = 1024;

export interface BenchOptions {
  readonly name: string;
  readonly guest: Guest;
  readonly jobFolder: string;
  readonly timeoutSec: number;
}

/** One case's bench: boots the guest with what the case plugs in, and counts what held. */
export class Bench {
  passed = 0;
  readonly folder: string;
  readonly #options: BenchOptions;
  readonly #beganMs = performance.now();
  #boots = 0;

  constructor(options: BenchOptions) {
    this.#options = options;
    // Sockets have short names only; disks go where there is room.
    this.folder = mkdtempSync(join(tmpdir(), 'virtual-pi-'));
  }

  /** An assertion of the host's side. */
  check(what: string, held: boolean, detail = ''): void {
    if (!held) throw new Error(`${what}${detail === '' ? '' : `: ${detail}`}`);
    this.passed += 1;
    this.#print(`✓ ${what}`);
  }

  log(text: string): void {
    this.#print(`· ${text}`);
  }

  /** A root disk of the case's own: what one boot writes, the next finds. `from`: not the guest's new one but this. */
  disk(from = this.#options.guest.root): string {
    const path = join(this.folder, 'root.ext4');
    copyDisk(from, path);
    return path;
  }

  /** guest/NAME.mjs, as a file for `files`. */
  guestScript(name: string): Promise<{ readonly from: string }> {
    return guestScript(name, this.#options.guest);
  }

  /** A folder that outlives the run. */
  keptFolder(): string {
    const folder = join(this.#options.guest.cache, this.#options.name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  async boot(options: BootOptions): Promise<BootReport> {
    this.#boots += 1;
    const monitor = new Monitor();
    const attached: Attached[] = [];
    try {
      for (const attach of options.devices ?? [])
        attached.push(await attach({ folder: this.folder, monitor }));
      return await this.#run(options, monitor, attached);
    } finally {
      for (const device of attached) device.close();
      monitor.close();
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run(options: BootOptions, monitor: Monitor, attached: readonly Attached[]): Promise<BootReport> {
    const { guest, name } = this.#options;
    const bootedMs = performance.now();
    const talkSocket = join(this.folder, 'talk.sock');
    const monitorSocket = join(this.folder, 'monitor.sock');
    const logFile = join(guest.cache, 'logs', `${name}-${this.#boots}.log`);
    mkdirSync(dirname(logFile), { recursive: true });
    let emulator: Emulator | undefined;
    let isPlugPulled = false;
    const pullPlug = (): void => {
      isPlugPulled = true;
      emulator?.kill();
    };
    const asks: Asks = Object.assign({}, ...attached.map((device) => device.asks), options.asks, {
      'power-cut': pullPlug,
    });
    const talk = await openTalk(talkSocket, asks, (mark, text) => {
      if (mark === '✓') this.passed += 1;
      this.#print(`${mark} ${text}`);
    });
    await monitor.open(monitorSocket);
    const caseDisk = makeDisk('case', join(this.folder, 'case'), join(this.folder, 'case.ext4'), (folder) =>
      this.#fill(folder, options),
    );
    emulator = startEmulator({
      ...kernelOf(options, guest),
      ...{ caseDisk, talkSocket, monitorSocket, logFile },
      init: options.init ?? 'quick',
      root: options.disk ?? guest.root,
      isRootKept: options.disk !== undefined,
      isFlushIgnored: options.isFlushIgnored ?? false,
      memoryMb: options.memoryMb ?? DEFAULT_MEMORY_MB,
      devices: attached.flatMap((device) => [...device.arguments]),
    });
    const isInTime = await this.#inTime(emulator);
    talk.close();
    const { beganMs, failure, code } = talk.outcome;
    const bootSec = ((beganMs ?? performance.now()) - bootedMs) / 1000;
    const fault = failure ?? (isInTime ? undefined : `not done after ${this.#options.timeoutSec} s`);
    if (fault === undefined && (code === 0 || isPlugPulled)) {
      return { ended: isPlugPulled ? 'power-cut' : 'off', bootSec };
    }
    throw new Error(
      `${fault ?? `the job ended with status ${code ?? 'unknown: the guest went off by itself'}`}\n${tail(logFile)}`,
    );
  }

  /** Ends the emulator when the case's time is up. */
  async #inTime(emulator: Emulator): Promise<boolean> {
    let isInTime = true;
    const leftMs = this.#options.timeoutSec * 1000 - (performance.now() - this.#beganMs);
    const timer = setTimeout(() => {
      isInTime = false;
      emulator.kill();
    }, leftMs);
    await emulator.ended;
    clearTimeout(timer);
    return isInTime;
  }

  #fill(folder: string, { job, program = false, files = {} }: BootOptions): void {
    for (const name of LIBRARIES) cpSync(join(import.meta.dirname, 'guest', name), join(folder, name));
    cpSync(join(this.#options.jobFolder, job), join(folder, job));
    writeFileSync(join(folder, 'job'), job);
    writeFileSync(join(folder, 'patience'), String(patience()));
    if (program) execFileSync('cp', ['-a', stageProgram(), join(folder, 'lintel')]);
    for (const [name, file] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof file === 'string') writeFileSync(path, file);
      else cpSync(file.from, path, { recursive: true });
    }
  }

  #print(text: string): void {
    const seconds = ((performance.now() - this.#beganMs) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds} s ${text}`);
  }
}

/** How much longer everything takes because this machine has other work: its load for each of its processors. */
function patience(): number {
  return Math.max(1, Math.ceil((loadavg()[0] ?? 0) / availableParallelism()));
}

function kernelOf({ kernel }: BootOptions, guest: Guest): Pick<Guest, 'kernel' | 'initrd'> {
  if (kernel === undefined) return guest;
  return { kernel: join(kernel, 'vmlinuz'), initrd: join(kernel, 'initrd.gz') };
}

function tail(file: string): string {
  const lines = readFileSync(file, 'utf8').replaceAll('\r', '').trimEnd().split('\n');
  return [
    'the console’s last lines:',
    ...lines.slice(-30).map((line) => `  | ${line}`),
    `all of it: ${file}`,
  ].join('\n');
}
