/** What is possible at best: choices that only hindsight can make, so that a missed bar is held against its bound. */
import type { ComparedDay } from '../../../src/core/forecast/day-ahead-log.ts';
import { fromRoot, toRoot } from '../../../src/core/forecast/forecast-errors.ts';
import { WeightedSample } from '../../../src/core/statistics/weighted-sample.ts';

const GAINS = Array.from({ length: 21 }, (_gain, i) => i / 20);
const SHARES = [0.2, 0.4, 0.6, 0.8, 1];

interface Hour {
  readonly hour: number;
  readonly expected: number;
  readonly actual: number;
}

function listHours({ expected, actual }: ComparedDay): Hour[] {
  return expected.flatMap((usual, hour) => {
    const value = actual[hour] ?? null;
    return usual === null || value === null ? [] : [{ hour, expected: usual, actual: value }];
  });
}

/** Absolute error from `from` on when the day's forecast is multiplied by the best factor, known afterwards. */
export function bestLevelError(day: ComparedDay, from: number): number {
  const rest = listHours(day).filter(({ hour }) => hour >= from);
  const ratios = new WeightedSample(rest.length);
  for (const { expected, actual } of rest) if (expected > 0) ratios.add(actual / expected, expected);
  const factor = ratios.quantile(0.5) || 0;
  return rest.reduce((sum, { expected, actual }) => sum + Math.abs(actual - factor * expected), 0);
}

/** The same when each hour follows the smoothed errors of the hours before it, with the day's best gain and smoothing. */
export function bestFollowingError(day: ComparedDay, from: number): number {
  const hours = listHours(day);
  return Math.min(
    ...GAINS.flatMap((gain) => SHARES.map((share) => followHours(hours, from, { gain, share }))),
  );
}

function followHours(
  hours: readonly Hour[],
  from: number,
  { gain, share }: { readonly gain: number; readonly share: number },
): number {
  let [level, error] = [0, 0];
  for (const { hour, expected, actual } of hours) {
    if (hour >= from) error += Math.abs(actual - fromRoot(toRoot(expected) + gain * level));
    level += share * (toRoot(actual) - toRoot(expected) - level);
  }
  return error;
}

/** Share of `planted` scores below the cut that lets so many of all `ordinary` ones through, later ones as well. */
export function bestFoundShare(
  ordinary: readonly number[],
  planted: readonly number[],
  alarmShare: number,
): number {
  const sorted = ordinary.toSorted((a, b) => a - b);
  const cut = sorted[Math.floor(alarmShare * sorted.length)] ?? Number.NEGATIVE_INFINITY;
  return planted.filter((score) => score < cut).length / Math.max(1, planted.length);
}
