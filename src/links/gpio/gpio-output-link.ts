import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GpioOutputLink, GpioOutputOptions, HeldLine } from '../../ports/gpio-output.ts';
import { findLines, toolComplained } from './gpiod.ts';
import { HOLD_LINE } from './hold-line.ts';

/** Shortest time between two changes of a line, which protects relays from wear. */
const LEAST_MS = 250;
const RETRY_MS = 2_000;
const END_MS = 1_000;
const MAX_SAID = 500;

/**
 * Drives GPIO lines. One small process per line holds the level while the gateway runs. A change must start no process:
 * a fork copies the gateway's page tables and blocks the gateway meanwhile.
 */
export function createGpioOutputLink(): GpioOutputLink {
  return { hold: (options, isHigh) => new OutputLine(options, isHigh) };
}

type Holder = ChildProcessByStdio<Writable, Readable, Readable>;

class OutputLine implements HeldLine {
  problem: string | undefined = 'not driven yet';
  readonly #options: GpioOutputOptions;
  #wanted: boolean;
  #sent: boolean | undefined;
  #holder: Holder | undefined;
  #pause: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: GpioOutputOptions, isHigh: boolean) {
    this.#options = options;
    this.#wanted = isHigh;
    void this.#start();
  }

  set(isHigh: boolean): void {
    this.#wanted = isHigh;
    this.#send();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#pause);
    const holder = this.#holder;
    if (holder === undefined) return;
    const ended = once(holder, 'close');
    if (this.#options.onLoss === undefined) this.#write();
    holder.stdin.end();
    await Promise.race([ended, sleep(END_MS)]);
    holder.kill('SIGKILL');
  }

  async #start(): Promise<void> {
    const { chip: wanted, gpioLine } = this.#options;
    try {
      const { chip, offsets } = await findLines({ chip: wanted, lines: [gpioLine] });
      if (!this.#isClosed) this.#hold(chip, offsets[0] ?? 0);
    } catch (error) {
      this.#lose((error as Error).message);
    }
  }

  #hold(chip: string, offset: number): void {
    const { onLoss } = this.#options;
    const args = [chip, String(offset), toText(this.#wanted), onLoss === undefined ? 'keep' : toText(onLoss)];
    const holder = spawn('perl', ['-e', HOLD_LINE, ...args], { stdio: 'pipe' });
    this.#holder = holder;
    this.#sent = this.#wanted;
    let said = '';
    holder.stdout.on('data', () => {
      this.problem = undefined;
    });
    holder.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-MAX_SAID);
    });
    // Writing fails once the process has ended. The event `close` below handles its end.
    holder.stdin.on('error', () => undefined);
    let why: string | undefined;
    holder.on('error', () => {
      why = 'perl is not installed: apt install perl-base';
    });
    holder.on('close', () => this.#lose(why ?? toolComplained('perl', said).message));
  }

  #lose(why: string): void {
    this.#holder = undefined;
    this.problem = why;
    if (this.#isClosed) return;
    setTimeout(() => void this.#start(), RETRY_MS).unref();
  }

  #send(): void {
    if (this.#pause !== undefined || !this.#write()) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#send();
    }, LEAST_MS);
  }

  /** Sends the wanted level if it differs from the last sent level. Returns whether it was sent. */
  #write(): boolean {
    if (this.#holder === undefined || this.#sent === this.#wanted) return false;
    this.#sent = this.#wanted;
    this.#holder.stdin.write(`${toText(this.#wanted)}\n`);
    return true;
  }
}

function toText(isHigh: boolean): string {
  return isHigh ? '1' : '0';
}
