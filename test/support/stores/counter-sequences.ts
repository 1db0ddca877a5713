import { CounterDecoder } from '../../../src/core/doors/counters/counter-decoder.ts';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import { countInterval } from '../../../src/core/statistics/count-interval.ts';
import { Random } from '../seeded-random.ts';

/** What real counters and cables do to totals. */
export const COUNTER_TROUBLES = [
  'none',
  'restart',
  'wrap',
  'daily-reset',
  'lost-digit',
  'single-zero',
  'repeated-line',
] as const;
export type CounterTrouble = (typeof COUNTER_TROUBLES)[number];

const SENSOR = 'counter' as SensorId;
const START_MS = Date.UTC(2026, 2, 3, 9);
/** Two proofs of life further apart leave a hole in the coverage. */
const MAX_SILENCE_MS = 15_000;
/** A line comes this much later than the counter's own rhythm at most. */
const SLACK_MS = 100;
/** The relative error that a window's interval is made with before anything is known of a counter. */
const ERROR_SHARE = 0.1;
/** People per second and direction at most, in a long gap and elsewhere. */
const MAX_RATE = 0.5;
const MAX_LONG_RATE = 0.03;

interface Scene {
  readonly trouble: CounterTrouble;
  readonly everyMs: number;
  readonly gapMs: number;
  readonly width: number;
  readonly maxTotal: number | undefined;
}

interface Passages {
  in: number;
  out: number;
}

export interface PlayedDirection {
  readonly passed: number;
  readonly published: number;
  /** True passages between the readings around the trouble, the gap, and whatever was said to be unknown. */
  readonly inGap: number;
  /** Of those, in time that lowers the coverage. */
  readonly uncovered: number;
}

export interface PlayedCounter {
  readonly scene: Scene;
  readonly in: PlayedDirection;
  readonly out: PlayedDirection;
  /** The totals after a restart are no lower than before: no program can know of it. */
  readonly isHidden: boolean;
}

/** From one true reading to the next. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly in: number;
  readonly out: number;
  isGap: boolean;
}

/** One sequence: true passages, one trouble and one gap, at a counter that reports its totals every few seconds. */
export function playCounter(seed: number): PlayedCounter {
  const random = new Random(seed);
  const scene = drawScene(random);
  return new CounterPlay(random, scene).run();
}

function drawScene(random: Random): Scene {
  const everyMs = [1_000, 2_000, 5_000, 60_000][random.int(0, 3)] ?? 1_000;
  const width = [10_000, 65_536, 1_000_000][random.int(0, 2)] ?? 10_000;
  return {
    trouble: COUNTER_TROUBLES[random.int(0, COUNTER_TROUBLES.length - 1)] ?? 'none',
    everyMs,
    gapMs: random.chance(0.3) ? everyMs : Math.max(everyMs, Math.round(1_000 * 259_200 ** random.next())),
    width,
    maxTotal: random.chance(0.5) ? width - 1 : undefined,
  };
}

class CounterPlay {
  readonly #random: Random;
  readonly #scene: Scene;
  readonly #decoder: CounterDecoder;
  readonly #true: Passages = { in: 0, out: 0 };
  readonly #stretches: Stretch[] = [];
  readonly #published: Passages = { in: 0, out: 0 };
  readonly #totals: Passages;
  readonly #uncounted: { from: number; to: number }[] = [];
  #at = START_MS;
  #lastReadAt = START_MS;
  #trueReadAt = START_MS;

  constructor(random: Random, scene: Scene) {
    this.#random = random;
    this.#scene = scene;
    const { trouble, width } = scene;
    const start = () =>
      random.chance(0.3) ? random.int(0, 30) : random.int(0, Math.min(width, 20_000) - 1 - 2_000);
    this.#totals = { in: start(), out: start() };
    if (trouble === 'wrap') this.#totals[random.chance(0.5) ? 'in' : 'out'] = width - random.int(1, 12);
    const take = (direction: 'in' | 'out', count: number) => {
      this.#published[direction] += count;
    };
    const sink = {
      crossed: ({ direction, count }: { direction: 'in' | 'out'; count: number }) => take(direction, count),
      restored: ({ direction, count }: { direction: 'in' | 'out'; count: number }) => take(direction, count),
      uncounted: ({ from, to, isCounted }: { from: number; to: number; isCounted: boolean }) => {
        if (isCounted) this.#uncounted.splice(0);
        else this.#uncounted.push({ from, to });
      },
      restarted: () => undefined,
      faulted: () => undefined,
      recovered: () => undefined,
    };
    this.#decoder = new CounterDecoder(SENSOR, sink, scene.maxTotal);
  }

  run(): PlayedCounter {
    this.#read();
    this.#readMany(this.#random.int(1, 12));
    const totalsBefore = { ...this.#totals };
    // A damaged line may be the last before the gap, or the first after it.
    const isBefore = this.#random.chance(0.5);
    if (isBefore) this.#disturb();
    this.#crossGap();
    if (!isBefore) this.#disturb();
    this.#read();
    for (const stretch of this.#stretches.slice(-1)) stretch.isGap = true;
    const { in: inward, out } = this.#totals;
    const isHidden = isReset(this.#scene.trouble) && inward >= totalsBefore.in && out >= totalsBefore.out;
    this.#readMany(this.#random.int(3, 12));
    return { scene: this.#scene, isHidden, in: this.#result('in'), out: this.#result('out') };
  }

  #result(direction: 'in' | 'out'): PlayedDirection {
    const sumOf = (stretches: readonly Stretch[]) =>
      stretches.reduce((sum, each) => sum + each[direction], 0);
    const uncovered = this.#stretches.filter((stretch) => this.#isUncovered(stretch));
    return {
      passed: sumOf(this.#stretches),
      published: this.#published[direction],
      inGap: sumOf(this.#stretches.filter((stretch) => stretch.isGap || uncovered.includes(stretch))),
      uncovered: sumOf(uncovered),
    };
  }

  #isUncovered({ from, to, isGap }: Stretch): boolean {
    if (isGap && to - from > Math.max(MAX_SILENCE_MS, this.#scene.everyMs + SLACK_MS)) return true;
    return this.#uncounted.some((each) => each.from < to && each.to > from);
  }

  #readMany(times: number): void {
    for (let i = 0; i < times; i++) {
      this.#pass(this.#scene.everyMs);
      this.#read();
    }
  }

  #crossGap(): void {
    const { trouble, gapMs } = this.#scene;
    if (!isReset(trouble)) {
      this.#pass(gapMs);
      return;
    }
    const part = this.#random.next();
    this.#pass(gapMs * part);
    Object.assign(this.#totals, { in: 0, out: 0 });
    this.#pass(gapMs * (1 - part));
  }

  /** A line that is not what the counter meant to say. */
  #disturb(): void {
    const { trouble, everyMs } = this.#scene;
    if (trouble === 'repeated-line') {
      this.#at += 20;
      this.#send(this.#totals.in, this.#totals.out);
    }
    if (trouble !== 'lost-digit' && trouble !== 'single-zero') return;
    this.#pass(everyMs);
    const damaged = (value: number) => {
      if (trouble === 'single-zero') return 0;
      const digits = String(value);
      const at = this.#random.int(0, digits.length - 1);
      return Number(digits.slice(0, at) + digits.slice(at + 1));
    };
    const both = trouble === 'single-zero' || this.#random.chance(0.3);
    if (String(this.#totals.in).length < 2) return;
    this.#send(damaged(this.#totals.in), both ? damaged(this.#totals.out) : this.#totals.out);
  }

  #read(): void {
    this.#send(this.#totals.in, this.#totals.out);
    this.#stretches.push({ from: this.#trueReadAt, to: this.#at, ...this.#true, isGap: false });
    Object.assign(this.#true, { in: 0, out: 0 });
    this.#trueReadAt = this.#at;
  }

  #send(entered: number, left: number): void {
    const at = Math.round(this.#at) as EpochMs;
    // Slow counters prove between their lines that their link works, but not in a gap.
    if (this.#scene.everyMs > MAX_SILENCE_MS && at - this.#lastReadAt <= this.#scene.everyMs + SLACK_MS) {
      for (let alive = this.#lastReadAt + 5_000; alive < at; alive += 5_000)
        this.#decoder.alive(alive as EpochMs);
    }
    this.#lastReadAt = at;
    this.#decoder.acceptReading({ kind: 'CounterRead', sensor: SENSOR, at, mode: 'total', entered, left });
  }

  #pass(ms: number): void {
    const rate = ms > 600_000 ? MAX_LONG_RATE : MAX_RATE;
    for (const direction of ['in', 'out'] as const) {
      const mean = (ms / 1_000) * rate * this.#random.next();
      const people = Math.max(0, Math.round(mean + Math.sqrt(mean) * (this.#random.next() * 2 - 1)));
      this.#true[direction] += people;
      this.#totals[direction] = (this.#totals[direction] + people) % this.#scene.width;
    }
    this.#at += ms;
  }
}

function isReset(trouble: CounterTrouble): boolean {
  return trouble === 'restart' || trouble === 'daily-reset';
}

/** What is wrong with a sequence; undefined when it is as it must be. */
export function counterFault(played: PlayedCounter): string | undefined {
  const what = JSON.stringify(played);
  for (const direction of ['in', 'out'] as const) {
    const { passed, published, inGap, uncovered } = played[direction];
    const off = Math.abs(published - passed);
    if (off > inGap) return `more off than passed in the gap: ${what}`;
    const { low, high } = countInterval(Math.max(0, inGap + published - passed), direction, ERROR_SHARE);
    const isHeld = low <= inGap && inGap <= high;
    if (off > uncovered && !isHeld && !played.isHidden) return `off at coverage 1: ${what}`;
  }
  return undefined;
}
