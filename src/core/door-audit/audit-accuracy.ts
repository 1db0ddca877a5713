import { trialsToClaim, wilsonInterval } from '../statistics/proportion.ts';
import type { AuditedCrossing, Matching, Tap } from './match-taps.ts';
import { apartMs, matchTaps, TOLERANCE_MS } from './match-taps.ts';

/** The usual requirement for a door's gross accuracy: 95 %. */
export const AUDIT_TARGET = 0.95;

/** Error rates of the person who taps; 0 when they are unknown. */
export interface AuditorErrors {
  /** Share of people who pass without a tap, or with a tap in the wrong direction. */
  readonly missedShare: number;
  /** Taps without a crossing, or with a crossing in the other direction, per person who passes. */
  readonly falseShare: number;
}

export interface AuditShare {
  /** Crossings that were both tapped and counted. */
  readonly hits: number;
  /** Crossings that were tapped but not counted. */
  readonly misses: number;
  /** Crossings that were counted but not tapped. */
  readonly extras: number;
  /**
   * Gross accuracy: hits ÷ (hits + misses + extras), so that errors cannot cancel. `low` and `high` are its 95 %
   * interval.
   */
  readonly accuracy: number | null;
  readonly low: number;
  readonly high: number;
  /** Crossings still needed until the door can pass, if accuracy stays the same. Null when it never will. */
  readonly moreNeeded: number | null;
  readonly verdict: 'pass' | 'fail' | 'open';
}

export interface AuditResult {
  readonly in: AuditShare;
  readonly out: AuditShare;
  readonly both: AuditShare;
  /**
   * Pairs of a miss and an extra in opposite directions at about the same time. Each is probably one person: the sensor
   * is reversed or the tap was wrong.
   */
  readonly swapped: number;
  /** Median delay from a crossing to its tap, in ms. */
  readonly lagMs: number;
}

const NO_ERRORS: AuditorErrors = { missedShare: 0, falseShare: 0 };

/**
 * Compares a person's taps with the counted crossings. Matches each direction separately, so that misses and double
 * counts cannot cancel. A door passes when the interval's lower end reaches the target.
 */
export function scoreAudit(
  taps: readonly Tap[],
  crossings: readonly AuditedCrossing[],
  { target = AUDIT_TARGET, tapper = NO_ERRORS } = {},
): AuditResult {
  const inOrder = taps.toSorted((a, b) => a.at - b.at);
  const lagMs = lagOf([matched('in', inOrder, crossings, 0), matched('out', inOrder, crossings, 0)]);
  const entered = matched('in', inOrder, crossings, lagMs);
  const left = matched('out', inOrder, crossings, lagMs);
  const share = (...matchings: Matching[]) => shareOf(matchings, target, tapper);
  return {
    in: share(entered),
    out: share(left),
    both: share(entered, left),
    swapped: countSwapped(entered, left) + countSwapped(left, entered),
    lagMs,
  };
}

function matched(
  direction: 'in' | 'out',
  taps: readonly Tap[],
  crossings: readonly AuditedCrossing[],
  lagMs: number,
): Matching {
  const same = (item: { readonly direction: 'in' | 'out' }) => item.direction === direction;
  return matchTaps(taps.filter(same), crossings.filter(same), lagMs);
}

function lagOf(matchings: readonly Matching[]): number {
  const lags = matchings
    .flatMap(({ pairs }) => pairs.map(({ tap, crossing }) => apartMs(tap, crossing, 0)))
    .sort((a, b) => a - b);
  return lags[lags.length >> 1] ?? 0;
}

function shareOf(matchings: readonly Matching[], target: number, tapper: AuditorErrors): AuditShare {
  const hits = matchings.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const misses = matchings.reduce((sum, { loneTaps }) => sum + loneTaps.length, 0);
  const extras = matchings.reduce((sum, { loneCrossings }) => sum + loneCrossings.length, 0);
  const n = hits + misses + extras;
  const raw = wilsonInterval(hits, n);
  const [low, high] = [withoutTapper(raw.low, tapper), withoutTapper(raw.high, tapper)];
  const accuracy = n === 0 ? null : withoutTapper(hits / n, tapper);
  const needed = accuracy === null ? null : trialsToClaim(accuracy, target);
  const isPass = n > 0 && low >= target;
  return {
    hits,
    misses,
    extras,
    accuracy,
    low,
    high,
    moreNeeded: isPass ? 0 : needed === null ? null : Math.max(1, needed - n),
    verdict: isPass ? 'pass' : high < target ? 'fail' : 'open',
  };
}

/**
 * Removes the tapper's own errors from the share of agreement. (1 ÷ agreement − 1) is the number of disagreements per
 * hit. The tapper alone causes `missedShare` extras and `falseShare` misses per person who passes.
 */
function withoutTapper(agreement: number, { missedShare, falseShare }: AuditorErrors): number {
  if (agreement <= 0) return 0;
  const odds = (1 / agreement - 1) * (1 - missedShare) - missedShare - falseShare;
  return 1 / (1 + Math.max(0, odds));
}

/** Counts taps without a crossing that fit a crossing of the other direction without a tap, within the tolerance. */
function countSwapped(tapped: Matching, counted: Matching): number {
  return matchTaps(tapped.loneTaps, counted.loneCrossings, 0).pairs.length;
}

export type { AuditedCrossing, Tap };
export { TOLERANCE_MS };
