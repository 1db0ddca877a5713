import { createRandom } from '../random.ts';
import type { ReceivedRow } from './contract-rows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Stores with days of 23 and 25 hours, half hours off, a day ahead, and a clock that changes by half an hour. */
export const ZONES: Readonly<Record<string, string>> = {
  london: 'Europe/London',
  kathmandu: 'Asia/Kathmandu',
  gander: 'America/St_Johns',
  auckland: 'Pacific/Auckland',
  howe: 'Australia/Lord_Howe',
};
/** About when clocks change, UTC: a clock is set in four of these zones within a day or two of one of them. */
const CHANGES = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-09-27', '2026-10-25', '2026-11-01'];

interface Sender {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
}

/** Rows as a fleet on bad lines sends them: late, restated, made coarser, doubled, of boots without a clock, in any order. */
export class RandomCloudRows {
  readonly #random: () => number;
  readonly #seq = new Map<string, number>();

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** What says a store's time zone: it may come long after its rows. */
  meaning(store: string, timezone: string): ReceivedRow {
    const sender = { tenant: 'acme', store, gateway: 'gw-0' };
    const row = { def: '3f9a1c20', from: '2026-01-01T00:00:00Z', timezone, hours: null, k: 5, things: [] };
    return this.#number(sender, 'meaning', row);
  }

  batch(size: number): ReceivedRow[] {
    const rows = Array.from({ length: size }, () => this.#some()).flat();
    const doubled = rows.filter(() => this.#random() < 0.1);
    return [...rows, ...doubled].sort(() => this.#random() - 0.5);
  }

  #some(): ReceivedRow[] {
    const sender = this.#sender();
    const kind = this.#random();
    if (kind < 0.25) return this.#indoor(sender);
    if (kind < 0.3) return this.#day(sender);
    const [seconds, slots] = this.#pick([
      [60, 8] as const,
      [60, 8] as const,
      [900, 2] as const,
      [3_600, 1] as const,
    ]);
    const startMs = this.#hour() + Math.floor((this.#random() * HOUR_MS) / seconds / 1_000) * seconds * 1_000;
    return Array.from({ length: slots }, (_, i) =>
      this.#count(sender, startMs + i * seconds * 1_000, seconds),
    );
  }

  #count(sender: Sender, fromMs: number, seconds: number): ReceivedRow {
    const isSeen = this.#random() < 0.85;
    const n = (most: number) => (isSeen ? this.#int(most) : null);
    const seenS = isSeen ? seconds - this.#int(20) : 0;
    const people = { in: n(9), out: n(9) };
    const row = {
      ...{ def: '3f9a1c20', from: iso(fromMs), seconds, rev: 1 + this.#int(3) },
      store: { seenS, ...people, inVar: 0.5, sales: n(3), occupancy: n(20) },
      doors: [{ id: `door-${sender.gateway}`, seenS, ...people, err: 0.05, backfilled: 0 }],
      lines: [{ id: `line-${sender.gateway}`, seenS, ...people, inVar: 0.25 }],
      ...(this.#random() < 0.7 ? { shopfront: { seenS, passersBy: n(30) } } : {}),
      feedback: [{ id: `pad-${sender.gateway}`, seenS, answers: n(4), points: n(300) }],
    };
    return this.#number(sender, 'count', row, this.#random() < 0.05 ? 'unsynced' : 'synced');
  }

  #indoor(sender: Sender): ReceivedRow[] {
    const fromMs = this.#hour();
    const isFew = this.#random() < 0.3;
    const told = (amounts: object) => (isFew ? { few: true } : amounts);
    const group = { since: iso(fromMs - (this.#random() < 0.3 ? HOUR_MS : 0)), seenS: 3_500 };
    const n = () => 5 + this.#int(30);
    const row = {
      ...{ def: '3f9a1c20', from: iso(fromMs), seconds: 3_600 },
      zones: [
        { id: 'table', ...group, ...told({ in: n(), out: n(), visits: n(), engaged: 5, cut: 1, inVar: 2 }) },
      ],
      lines: [{ id: 'aisle', ...group, ...told({ in: n(), out: n(), groupsIn: n(), groupsOut: n() }) }],
      queues: [
        {
          id: 'till',
          ...group,
          ...told({ joined: n(), served: n(), abandoned: 1, waitS: 300, lengthS: 400 }),
        },
      ],
      trolleys: [{ id: 'table', ...group, ...told({ in: n(), out: n() }) }],
      products: [{ id: 'milk', ...group, ...told({ pickUps: n(), putBacks: 2 }) }],
      radios: [{ id: 'ear', ...group, ...told({ insideTimeS: 5_000, peopleTimeS: 4_000 }) }],
      steps: [['table', 'till', 5]],
      trolleySteps: [['table', 'till', 5]],
    };
    return [this.#number(sender, 'indoor', row)];
  }

  #day(sender: Sender): ReceivedRow[] {
    const fromMs = this.#hour();
    const group = { id: 'table', since: iso(fromMs), seenS: 30_000 };
    const row = {
      ...{ def: '3f9a1c20', from: iso(fromMs), seconds: 30_000, day: iso(fromMs).slice(0, 10) },
      zones: [
        {
          ...group,
          personTimeS: 4_000,
          dwellS: 3_000,
          bins: [
            [5, 10, 6, 0],
            [10, 20, 7, 1],
          ],
        },
      ],
      trolleys: [{ ...group, trolleyTimeS: 2_000, dwellS: 1_500 }],
    };
    return [this.#number(sender, 'day', row)];
  }

  #sender(): Sender {
    const store = this.#pick(Object.keys(ZONES));
    return { tenant: 'acme', store, gateway: `gw-${this.#int(2)}` };
  }

  /** A full hour within two days of a change of clocks. */
  #hour(): number {
    return Date.parse(this.#pick(CHANGES)) - DAY_MS + this.#int(72) * HOUR_MS;
  }

  #number(sender: Sender, stream: string, row: object, clock = 'synced'): ReceivedRow {
    const key = `${sender.store}/${sender.gateway}`;
    const seq = (this.#seq.get(key) ?? 0) + 1;
    this.#seq.set(key, seq);
    return { ...sender, boot: '0f8fad5b', stream, row: { ...row, seq, clock } };
  }

  #pick<T>(among: readonly T[]): T {
    const found = among[this.#int(among.length)];
    if (found === undefined) throw new Error('nothing to pick');
    return found;
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
