/** How often published 95 % intervals hold the truth, and how wide they are. */

import { mergeWindows } from '../../src/core/metrics/merging/merge-windows.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import { parseIsoTime } from '../../src/core/time/iso-time.ts';
import type { TruthWindow } from '../../src/sim/truth/truth-window.ts';

const HOUR_MS = 3_600_000;
/** With fewer people whole numbers alone make an interval hold too often: they are listed apart. */
const FEW = 5;
/** Bar: within these shares, as far as chance tells. */
const HOLDS_FROM = 0.93;
const HOLDS_TO = 0.98;
const TAIL = 0.025;
const KINDS = ['hours', 'hours of few', 'days', 'occupancy', 'occupancy of few'] as const;
type Kind = (typeof KINDS)[number];
/** What few hold is no bar, and minutes of occupancy are not independent: their share is told with no test of chance. */
const WITH_BAR: readonly Kind[] = ['hours', 'days', 'occupancy'];
const DEPENDENT: readonly Kind[] = ['occupancy', 'occupancy of few'];

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

export class IntervalScore {
  readonly #kinds = new Map(KINDS.map((kind) => [kind, { n: 0, holds: 0, width: 0 }]));

  addDay(
    summaries: readonly WindowSummary[],
    truthOf: (fromMs: number, toMs: number) => TruthWindow,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ): void {
    const within = (from: number, to: number) =>
      summaries.filter(({ startAt }) => parseIsoTime(startAt) >= from && parseIsoTime(startAt) < to);
    this.#addDoors(mergeWindows(within(fromMs, toMs)), truthOf(fromMs, toMs), () => 'days');
    for (let from = Math.ceil(fromMs / HOUR_MS) * HOUR_MS; from + HOUR_MS <= toMs; from += HOUR_MS) {
      const hour = mergeWindows(within(from, from + HOUR_MS));
      this.#addDoors(hour, truthOf(from, from + HOUR_MS), (n) => (n < FEW ? 'hours of few' : 'hours'));
    }
  }

  addOccupancy(inside: number, bounds: Bounds): void {
    this.#add(inside < FEW ? 'occupancy of few' : 'occupancy', inside, bounds);
  }

  table(): Record<string, object> {
    return Object.fromEntries(
      [...this.#kinds].map(([kind, { n, holds, width }]) => [
        kind,
        { n, holds: (holds / n).toFixed(3), width: (width / n).toFixed(2), good: this.#isGood(kind) },
      ]),
    );
  }

  get isGood(): boolean {
    return KINDS.every((kind) => this.#isGood(kind));
  }

  #addDoors({ doors }: WindowSummary, truth: TruthWindow, kindOf: (n: number) => Kind): void {
    for (const door of doors) {
      const real = truth.doors.find((each) => each.door === door.door);
      if (real === undefined || door.in === null || door.out === null) continue;
      this.#add(kindOf(door.in), real.in, { low: door.inLow, high: door.inHigh });
      this.#add(kindOf(door.out), real.out, { low: door.outLow, high: door.outHigh });
    }
  }

  #add(kind: Kind, truth: number, { low, high }: Bounds): void {
    const score = this.#kinds.get(kind);
    if (score === undefined || low === null || high === null) return;
    score.n += 1;
    score.holds += low <= truth && truth <= high ? 1 : 0;
    score.width += high - low;
  }

  /** Not good when chance alone does not explain a share outside (exact binomial interval, Clopper and Pearson 1934). */
  #isGood(kind: Kind): boolean {
    const { n, holds } = this.#kinds.get(kind) ?? { n: 0, holds: 0 };
    if (!WITH_BAR.includes(kind) || n === 0) return true;
    if (DEPENDENT.includes(kind)) return holds / n >= HOLDS_FROM && holds / n <= HOLDS_TO;
    return atMost(holds, n, HOLDS_FROM) >= TAIL && 1 - atMost(holds - 1, n, HOLDS_TO) >= TAIL;
  }
}

/** Chance of at most `k` of `n`, each with chance `p`. */
function atMost(k: number, n: number, p: number): number {
  let [chance, sum] = [n * Math.log1p(-p), 0];
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(chance);
    chance += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
  }
  return sum;
}
