import type { EpochMs } from '../model/ids.ts';

export interface Tap {
  readonly at: EpochMs;
  readonly direction: 'in' | 'out';
}

export interface AuditedCrossing {
  readonly at: EpochMs;
  readonly direction: 'in' | 'out';
  /** Set for counters that report only totals at intervals: the crossing happened between `since` and `at`. */
  readonly since?: EpochMs;
}

/** Largest time, in ms, between a tap and a crossing of the same person. */
export const TOLERANCE_MS = 3_000;

export interface Pair {
  readonly tap: Tap;
  readonly crossing: AuditedCrossing;
}

export interface Matching {
  readonly pairs: readonly Pair[];
  readonly loneTaps: readonly Tap[];
  readonly loneCrossings: readonly AuditedCrossing[];
}

/**
 * Score of one pair. It exceeds any sum of time differences (ms) within one crowd, so that the solution with the most
 * pairs wins.
 */
const PAIR_WORTH = 1e9;

/**
 * Pairs taps with crossings at most TOLERANCE_MS apart, in order. Finds the most pairs, and among those solutions the
 * least total time difference. `lagMs`: how much later people tap than cross.
 */
export function matchTaps(
  taps: readonly Tap[],
  crossings: readonly AuditedCrossing[],
  lagMs: number,
): Matching {
  const pairs: Pair[] = [];
  for (const crowd of crowdsOf(taps, crossings)) pairs.push(...matchCrowd(crowd, lagMs));
  const pairedTaps = new Set(pairs.map(({ tap }) => tap));
  const pairedCrossings = new Set(pairs.map(({ crossing }) => crossing));
  return {
    pairs,
    loneTaps: taps.filter((tap) => !pairedTaps.has(tap)),
    loneCrossings: crossings.filter((crossing) => !pairedCrossings.has(crossing)),
  };
}

interface Crowd {
  readonly taps: Tap[];
  readonly crossings: AuditedCrossing[];
}

/** Splits taps and crossings into crowds. Members of different crowds are too far apart to pair. */
function crowdsOf(taps: readonly Tap[], crossings: readonly AuditedCrossing[]): Crowd[] {
  const items = [
    ...taps.map((tap) => ({ from: tap.at, to: tap.at, tap, crossing: undefined })),
    ...crossings.map((crossing) => ({
      from: crossing.since ?? crossing.at,
      to: crossing.at,
      tap: undefined,
      crossing,
    })),
  ].sort((a, b) => a.from - b.from || a.to - b.to);
  const crowds: Crowd[] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const { from, to, tap, crossing } of items) {
    if (from - endMs > TOLERANCE_MS) crowds.push({ taps: [], crossings: [] });
    endMs = Math.max(endMs, to);
    const crowd = crowds.at(-1);
    if (tap !== undefined) crowd?.taps.push(tap);
    if (crossing !== undefined) crowd?.crossings.push(crossing);
  }
  return crowds.filter((crowd) => crowd.taps.length > 0 && crowd.crossings.length > 0);
}

/** Finds the best pairing in order, by dynamic programming over the first i taps and j crossings. */
function matchCrowd(crowd: Crowd, lagMs: number): Pair[] {
  const crossings = crowd.crossings.toSorted((a, b) => a.at - b.at);
  const width = crossings.length + 1;
  const worth = new Float64Array((crowd.taps.length + 1) * width);
  for (const [i, tap] of crowd.taps.entries()) {
    for (const [j, crossing] of crossings.entries()) {
      const here = (i + 1) * width + j + 1;
      const without = Math.max(worth[here - 1] ?? 0, worth[here - width] ?? 0);
      worth[here] = Math.max(without, (worth[here - width - 1] ?? 0) + pairWorth(tap, crossing, lagMs));
    }
  }
  return pairsAlong(worth, crowd.taps, crossings);
}

/** Reads the best pairs from the table of scores, from its end back to its start. */
function pairsAlong(
  worth: Float64Array,
  taps: readonly Tap[],
  crossings: readonly AuditedCrossing[],
): Pair[] {
  const width = crossings.length + 1;
  const pairs: Pair[] = [];
  for (let i = taps.length, j = crossings.length; i > 0 && j > 0; ) {
    const here = i * width + j;
    const tap = taps[i - 1];
    const crossing = crossings[j - 1];
    const isPair = worth[here] !== worth[here - 1] && worth[here] !== worth[here - width];
    if (isPair && tap !== undefined && crossing !== undefined) pairs.push({ tap, crossing });
    if (isPair || worth[here] !== worth[here - 1]) i--;
    if (isPair || worth[here] === worth[here - 1]) j--;
  }
  return pairs.reverse();
}

function pairWorth(tap: Tap, crossing: AuditedCrossing, lagMs: number): number {
  if (Math.abs(apartMs(tap, crossing, 0)) > TOLERANCE_MS) return Number.NEGATIVE_INFINITY;
  return PAIR_WORTH - Math.abs(apartMs(tap, crossing, lagMs));
}

/** Time in ms between the tap, moved back by `lagMs`, and the crossing. 0 within the crossing's time span. */
export function apartMs(tap: Tap, { at, since = at }: AuditedCrossing, lagMs: number): number {
  const tapped = tap.at - lagMs;
  if (tapped > at) return tapped - at;
  return tapped < since ? tapped - since : 0;
}
