import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../test/support/random.ts';
import type { Bench } from '../lib/virtual-pi/bench.ts';
import type { VirtualPiCase } from '../lib/virtual-pi/case.ts';
import type { Attach } from '../lib/virtual-pi/devices.ts';
import { hardware } from '../lib/virtual-pi/devices.ts';
import type { DiskServer } from '../lib/virtual-pi/disk-server.ts';
import { serveDisk } from '../lib/virtual-pi/disk-server.ts';
import { makeDisk } from '../lib/virtual-pi/disks.ts';
import { stageProgram } from '../lib/virtual-pi/guest.ts';
import { openLineServer } from '../lib/virtual-pi/line-server.ts';
import { VolatileDisk } from '../lib/virtual-pi/volatile-disk.ts';

/**
 * A cut takes what the drive had not flushed, and everything the guest knew: of `CUTS_PER_BOOT` the last is of the whole
 * machine. The others leave the guest running with a dead drive; what survived on it is plugged in as another, so that
 * nothing of the old one is remembered. 1 boots anew for each cut, which takes an emulated machine a minute.
 */
const CUTS = Number(process.env['CUTS'] ?? 50);
const CUTS_PER_BOOT = Number(process.env['CUTS_PER_BOOT'] ?? 10);
const DISK_MB = 256;

/** What the guest found after a cut. */
interface Found {
  readonly kind: 'found';
  readonly cut: number;
  /** Of the settings that load; -1 when none do. */
  readonly edition: number;
  /** The first minute that is not there. */
  readonly next: number;
  /** The first minute that is missing, twice or garbled; -1 when none is. */
  readonly wrong: number;
  readonly damagedRows: number;
  readonly droppedRows: number;
  readonly resets: number;
  readonly hasSeqTwice: boolean;
  readonly integrity: string;
}

type Said =
  | Found
  | { readonly kind: 'window'; readonly minute: number }
  | { readonly kind: 'settings'; readonly edition: number };

export const virtualPiCase: VirtualPiCase = {
  title: `${CUTS} power cuts while store and settings are written, unflushed sectors lost or torn: nothing acknowledged is lost, the database is sound, the settings load`,
  timeoutSec: 900 + CUTS * 60 + (CUTS / CUTS_PER_BOOT) * 240,
  run: async (bench) => {
    const rig = new Rig(bench);
    for (let first = 0; first <= CUTS; first += CUTS_PER_BOOT) {
      await rig.boot(first, Math.min(CUTS_PER_BOOT, CUTS - first));
    }
    if (CUTS % CUTS_PER_BOOT !== 0) await rig.boot(CUTS, 0);
    const { lostSectors, tornCuts, minute, judged } = rig;
    const what = `${judged - 1} cuts, ${minute + 1} windows acknowledged, ${lostSectors} unflushed sectors lost, ${tornCuts} cuts torn`;
    bench.check(what, judged === CUTS + 1 && lostSectors > CUTS && (CUTS < 4 || tornCuts > 0));
  },
};

/**
 * The host's side: plugs the drives in, receives acknowledgements, cuts the power at a bad moment and checks the
 * drive.
 */
class Rig {
  lostSectors = 0;
  tornCuts = 0;
  /** Newest window and settings that the guest said were safe. */
  minute = -1;
  edition = 0;
  /** Looks that found everything in order: one more than cuts, as the new disk is looked at too. */
  judged = 0;
  readonly #bench: Bench;
  readonly #program: string;
  readonly #image: string;
  readonly #random = createRandom(50);
  #found: Found | undefined;
  #windows = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#program = join(bench.folder, 'program.ext4');
    makeDisk('program', join(bench.folder, 'program'), this.#program, (folder) => {
      execFileSync('cp', ['-a', stageProgram(), join(folder, 'lintel')]);
    });
    this.#image = join(bench.folder, 'data.ext4');
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-L', 'data', this.#image, `${DISK_MB}M`]);
  }

  /** One boot with `cuts` cuts; with none of them it only looks. */
  async boot(first: number, cuts: number): Promise<void> {
    const servers: DiskServer[] = [];
    const names = Array.from({ length: Math.max(1, cuts) }, (_, index) => `data${index}`);
    const lives = async (): Promise<void> => {
      for (const [index, server] of servers.entries())
        await this.#life(first + index, index < cuts ? server : undefined);
    };
    await this.#bench.boot({
      job: 'powercut.sh',
      files: {
        'keep-writing.mjs': await this.#bench.guestScript('keep-writing'),
        drives: names.join(' '),
        'first-cut': String(first),
      },
      devices: [
        hardware(...driveArguments('program', `readonly=on,file=${this.#program}`)),
        ...names.map((name, index) => this.#drive(name, first + index, servers)),
        acknowledgements((line) => this.#hear(JSON.parse(line) as Said)),
      ],
      asks: { 'last-moment': lives },
    });
  }

  /** From a look at the drive to the moment at which its power goes. */
  async #life(cut: number, server: DiskServer | undefined): Promise<void> {
    await until(`what cut ${cut} left`, () => this.#found?.cut === cut);
    this.#judge(cut);
    if (server === undefined) return;
    this.#windows = 0;
    await until('a window', () => this.#windows > 0);
    await sleep(500 + this.#random() * 2_500);
    const { unflushed, survived } = await server.cutBeforeFlush();
    this.lostSectors += unflushed - survived;
    if (survived > 0) this.tornCuts += 1;
    this.#bench.log(
      `cut ${cut + 1}: ${this.#windows} windows this time, ${this.minute + 1} in all, settings ${this.edition}; ${unflushed} sectors unflushed, ${survived} survived`,
    );
  }

  /** Everything acknowledged before the drive died must be there; afterwards nothing can be acknowledged. */
  #judge(cut: number): void {
    const [found, { minute, edition }] = [this.#found, this];
    const isWhole =
      found !== undefined &&
      found.integrity === 'ok' &&
      found.wrong === -1 &&
      found.next > minute &&
      found.edition >= edition &&
      found.damagedRows + found.droppedRows + found.resets === 0 &&
      !found.hasSeqTwice;
    const what =
      cut === 0 ? 'the new disk is in order' : `after cut ${cut} everything acknowledged is there and sound`;
    this.#bench.check(
      what,
      isWhole,
      `acknowledged ${minute}, settings ${edition}; found ${JSON.stringify(found)}`,
    );
    this.judged += 1;
  }

  #hear(said: Said): void {
    if (said.kind === 'found') this.#found = said;
    else if (said.kind === 'settings') this.edition = said.edition;
    else {
      this.minute = said.minute;
      this.#windows += 1;
    }
  }

  /** Every other drive loses all that it had not flushed; the others keep half of it, in no order. */
  #drive(name: string, cut: number, servers: DiskServer[]): Attach {
    const survives = () => cut % 2 === 1 && this.#random() < 0.5;
    return async ({ folder }) => {
      const path = join(folder, `${name}.sock`);
      const disk = new VolatileDisk(this.#image, DISK_MB * 1024 * 1024);
      const server = await serveDisk(path, disk, survives);
      servers.push(server);
      return {
        arguments: driveArguments(name, `file=nbd:unix:${path},cache=writeback`),
        asks: {},
        close() {
          server.close();
          disk.close();
        },
      };
    };
  }
}

function driveArguments(name: string, file: string): string[] {
  return [
    ...['-drive', `if=none,id=${name},format=raw,${file}`],
    ...['-device', `virtio-blk-pci,drive=${name},serial=${name}`],
  ];
}

/** A separate serial line: the guest reports data there only once they are safe. */
function acknowledgements(hear: (line: string) => void): Attach {
  return async ({ folder }) => {
    const path = join(folder, 'acks.sock');
    const server = await openLineServer(path, hear);
    return {
      arguments: [
        ...['-chardev', `socket,id=acks,path=${path},server=off`],
        ...['-device', 'virtserialport,chardev=acks,name=acks'],
      ],
      asks: {},
      close: () => server.close(),
    };
  };
}

/** An emulated processor on a busy machine takes its time. */
const PATIENCE_MS = 300_000;

async function until(what: string, condition: () => boolean): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; !condition(); await sleep(20)) {
    if (performance.now() > endMs) throw new Error(`the guest did not say ${what}`);
  }
}
