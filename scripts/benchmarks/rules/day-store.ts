import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../../src/config/schema.ts';
import type { OutputStatus } from '../../../src/ports/output.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { openMemoryStore } from '../../../test/support/storage/memory-store.ts';
import { MONDAY_TEN, parseStore, ReactingStore } from '../../../test/support/stores/reacting-store.ts';

const STEP_MS = 200;
const STEPS_PER_S = 1000 / STEP_MS;
const HOUR_S = 3_600;
const WALKERS = 10;
/** Full after a few hours, so that the rest of the day shows what else grows. */
const RING_BYTES = 1e6;
const CAMERA = {
  type: 'camera',
  source: { rtsp: 'rtsp://cam.local/1' },
  widthPx: 640,
  heightPx: 480,
};
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** The sockets get real time, so that what is due is sent before the simulated day has gone on by minutes. */
const REAL_MS = 2;

/** What happens every hour, from the first second up to the last; long enough for its rule, or not. */
interface Happening {
  readonly rule: 'shelf' | 'back-door' | 'no-camera';
  readonly fromS: number;
  readonly toS: number;
  readonly isLong: boolean;
}

export const PLAN: readonly Happening[] = [
  { rule: 'shelf', fromS: 600, toS: 660, isLong: true },
  { rule: 'shelf', fromS: 1_200, toS: 1_212, isLong: false },
  { rule: 'shelf', fromS: 1_800, toS: 1_860, isLong: true },
  { rule: 'back-door', fromS: 2_000, toS: 2_060, isLong: true },
  { rule: 'no-camera', fromS: 3_000, toS: 3_180, isLong: true },
];
/** In the middle of the `for` of the last visit at the shelf. */
const RESTART_S = 1_811;
/** The contact chatters at every step; the second camera comes and goes every ten seconds. */
const CHATTERS = { fromS: 100, toS: 500 };
const COMES_AND_GOES = { fromS: 2_400, toS: 2_900, everyS: 10 };

export const RULES = [
  { id: 'shelf', when: { people: { zone: 'shelf', atLeast: 1 } }, for: '20s', clearFor: '20s' },
  {
    id: 'back-door',
    when: { door: { contact: 'back-door', open: true } },
    for: '20s',
    clearFor: '20s',
  },
  { id: 'no-camera', when: { fault: 'cam-2' }, for: '60s', clearFor: '60s' },
] as const;

interface Ports {
  readonly works: number;
  readonly dead: number;
  readonly late: number;
}

/** The gateway of a busy store, hour after hour, restarted and killed. */
export class DayStore {
  readonly #settings: Settings;
  readonly #ring = openMemoryStore({ maxBytes: RING_BYTES, bootId: 'boot' });
  readonly #folder: string;
  #store: ReactingStore;
  #steps = 0;

  static async open(ports: Ports): Promise<DayStore> {
    const folder = mkdtempSync(join(tmpdir(), 'lintel-day-'));
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, SECRET, { mode: 0o600 });
    return new DayStore(await parseStore(JSON.stringify(createSettings(ports, secretFile))), folder);
  }

  private constructor(settings: Settings, folder: string) {
    this.#folder = folder;
    this.#settings = settings;
    // A gateway that stops closes its storage. The next gateway needs this one.
    this.#ring.close = () => undefined;
    this.#store = this.#open(new FakeClock(MONDAY_TEN));
  }

  /** `ending`: what happens to the gateway in the middle of the hour. */
  async playHour(ending: 'restarted' | 'killed'): Promise<void> {
    for (let second = 0; second < HOUR_S; second++) {
      if (second === RESTART_S) await (ending === 'restarted' ? this.#restart() : this.#kill());
      for (let step = 0; step < STEPS_PER_S; step++) {
        this.#see(second);
        await this.#store.clock.advance(STEP_MS);
      }
      this.#beat(second);
      if (PLAN.some(({ fromS, toS }) => second >= fromS && second < toS + 90)) await sleep(REAL_MS);
    }
  }

  outputs(): readonly OutputStatus[] {
    return this.#store.gateway.status().outputs;
  }

  async close(): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }

  #open(clock: FakeClock): ReactingStore {
    return new ReactingStore(this.#settings, { store: this.#ring, clock });
  }

  async #restart(): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
    this.#store = this.#open(this.#store.clock);
  }

  /** The old gateway's time stands still: it does nothing any more. */
  #kill(): Promise<void> {
    this.#store = this.#open(new FakeClock(this.#store.clock.now()));
    return Promise.resolve();
  }

  /** Five times a second: people who walk, whoever stands at the shelf, and the contact of the back door. */
  #see(second: number): void {
    this.#steps += 1;
    const boxes = Array.from({ length: WALKERS }, (_, n) => {
      const phase = (this.#steps * 8 + n * 211) % 1_000;
      return [phase < 500 ? phase : 1_000 - phase, 200 + 20 * n, 40, 100, 0.9];
    }).flat();
    const visit = PLAN.find((one) => one.rule === 'shelf' && second >= one.fromS && second < one.toS);
    if (visit !== undefined) boxes.push(...visitor(second - visit.fromS));
    this.#store.observe({ kind: 'PeopleSeen', sensor: 'cam', boxes });
    const isChattering = second >= CHATTERS.fromS && second < CHATTERS.toS;
    const open = isChattering ? this.#steps % 2 === 0 : isUnderWay('back-door', second);
    this.#store.observe({ kind: 'ContactRead', sensor: 'back-door', open });
  }

  /** Once a second: who is alive, and a crossing at a door. */
  #beat(second: number): void {
    this.#store.observe({ kind: 'SensorAlive', sensor: 'back-door' });
    const seen = isCameraAway(second) ? { kind: 'SensorDown', cause: 'LINK_LOST' } : { kind: 'SensorAlive' };
    this.#store.observe({ ...seen, sensor: 'cam-2' });
    for (let n = 0; n < 4; n++) {
      const sensor = `counter-${n}`;
      this.#store.observe({ kind: 'SensorAlive', sensor });
      const read = { kind: 'CounterRead', sensor, mode: 'delta', entered: 1, left: 1 };
      if (second % 8 === n) this.#store.observe(read);
    }
  }
}

/** Somebody who walks up within four seconds and then shifts from one foot to the other, as people do. */
function visitor(second: number): number[] {
  const sway = 5 * (Math.floor(second / 3) % 3);
  return [560 + 20 * Math.max(0, 4 - second) + sway, 40, 40, 100, 0.9];
}

function isUnderWay(rule: Happening['rule'], second: number): boolean {
  return PLAN.some((one) => one.rule === rule && second >= one.fromS && second < one.toS);
}

function isCameraAway(second: number): boolean {
  const { fromS, toS, everyS } = COMES_AND_GOES;
  const isGone = second >= fromS && second < toS && Math.floor(second / everyS) % 2 === 0;
  return isGone || isUnderWay('no-camera', second);
}

function createSettings({ works, dead, late }: Ports, secretFile: string): object {
  const doors = Array.from({ length: 4 }, (_, n) => ({ id: `door-${n}`, sensors: [`counter-${n}`] }));
  const url = (port: number) => `http://player.local:${port}/`;
  return {
    ...{ version: 2, tenant: 'bench', gateway: 'gw', store: { id: 'store', timezone: 'Europe/London' } },
    sensors: [
      ...['cam', 'cam-2'].map((id) => ({ id, ...CAMERA })),
      { id: 'back-door', type: 'reed-switch', chip: 'pinctrl-rp1', gpioLine: 'GPIO22' },
      ...doors.map((_, n) => ({ id: `counter-${n}`, type: 'serial-counter', path: `/dev/bench-${n}` })),
    ],
    doors,
    zones: [
      {
        id: 'shelf',
        space: 'cam',
        polygon: [
          [480, 0],
          [640, 0],
          [640, 180],
          [480, 180],
        ],
      },
    ],
    outputs: [
      { id: 'works', type: 'webhook', url: url(works), secretFile },
      { id: 'dead', type: 'webhook', url: url(dead), secretFile },
      { id: 'late', type: 'http', url: url(late), on: '{rule} {time}' },
    ],
    rules: RULES.map((rule) => ({
      ...{ ...rule, during: 'always' },
      // biome-ignore lint/suspicious/noThenProperty: a list cannot be taken for a promise.
      then: [{ output: 'works' }, { output: 'dead' }, { output: 'late' }],
    })),
  };
}
