/** A simulated store for weeks: people by the minute, as a door counter and a till tell of them through their links. */
import { createRandom } from '../../../src/core/statistics/seeded-random.ts';
import type { Links } from '../../../src/ports/links.ts';
import type { FakeClock } from '../../../test/support/fake-clock.ts';
import { recordedLinks } from '../../../test/support/links/recorded-links.ts';
import { drawPoisson, normal } from './experiment-store.ts';

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const [OPENS, CLOSES] = [9, 19];
/** Standard deviation of the logarithm of a day's level. */
const DAY_SD = 0.08;
const VISIT_MINUTES = 9;
/** Share of visitors who buy while the display shows variant a. */
const BUYING_SHARE = 0.3;

/** What the display shows decides what people buy: the experiment’s schedule is not known here. */
export class WeeksStore {
  readonly links: Links;
  entries = 0;
  readonly #offsetMs: number;
  readonly #uplift: number;
  readonly #seed: number;
  readonly #random: () => number;
  readonly #counter = new Pushed<string>();
  readonly #till = new Pushed<number>();
  /** People inside by minute of entry, oldest first; how many of them buy. */
  #inside: { readonly people: number; readonly buyers: number }[] = [];
  #exits = 0;

  /** `uplift` of the buying share while the display shows variant b. Local time is UTC + `offsetMs`. */
  constructor(
    clock: FakeClock,
    options: { readonly offsetMs: number; readonly uplift: number; readonly seed: number },
  ) {
    this.#offsetMs = options.offsetMs;
    this.#uplift = options.uplift;
    this.#seed = options.seed;
    this.#random = createRandom(options.seed);
    // The counter speaks once when it gets power: totals count from there.
    this.#counter.push('C,0,0');
    this.links = {
      ...recordedLinks({ settings: {}, levels: [], items: [], expected: [] }, clock, 'stall'),
      serial: {
        lines: (_options, signal) => this.#counter.read(signal),
        openDuplex: () => Promise.reject(new Error('the counter only sends')),
      },
      salesHttp: { counts: (_options, signal) => this.#till.read(signal) },
    };
  }

  /** A minute passes: people come, leave after some minutes, and some of them bought. */
  passMinute(nowMs: number, isB: boolean): void {
    const people = drawPoisson(this.rateAt(nowMs) / 60, this.#random);
    const share = BUYING_SHARE * (isB ? 1 + this.#uplift : 1);
    const buyers = Array.from({ length: people }, () => this.#random()).filter((draw) => draw < share).length;
    this.#inside.push({ people, buyers });
    const leaving = this.#inside.length > VISIT_MINUTES ? this.#inside.shift() : undefined;
    this.entries += people;
    this.#exits += leaving?.people ?? 0;
    if (people + (leaving?.people ?? 0) > 0) this.#counter.push(`C,${this.entries},${this.#exits}`);
    if (leaving !== undefined && leaving.buyers > 0) this.#till.push(leaving.buyers);
  }

  /** Expected entries an hour: weekday, hour, and a level of the day that no forecast knows. */
  rateAt(ms: number): number {
    const localMs = ms + this.#offsetMs;
    const [day, hour] = [Math.floor(localMs / DAY_MS), Math.floor(localMs / HOUR_MS) % 24];
    if (hour < OPENS || hour >= CLOSES) return 0;
    const level = Math.exp(DAY_SD * normal(createRandom(this.#seed + day)));
    return level * (20 + 8 * (day % 7)) * (1 + Math.sin((Math.PI * (hour - OPENS)) / (CLOSES - OPENS)));
  }
}

/** A link's stream: what is pushed, in order. */
class Pushed<Item> {
  readonly #items: Item[] = [];
  #wake: () => void = () => undefined;

  push(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  async *read(signal: AbortSignal): AsyncGenerator<Item> {
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      const next = this.#items.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
