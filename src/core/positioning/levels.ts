import type { RssiSecond } from './likelihood.ts';

/** Weighted mean level per receiver, in dBm. The weight is the number of receptions. */
export interface Levels {
  readonly meanDbm: Float32Array;
  readonly weight: Float32Array;
}

/** For a single second the weights are the counts of receptions. */
type Part = Pick<Levels, 'meanDbm'> & { readonly weight: Levels['weight'] | RssiSecond['count'] };

/** Seconds per block. A pacing person is elsewhere after 3 s; shadows that last a minute hardly change in 3 s. */
const BLOCK_S = 3;
/** Least variance in dB²: receivers report whole decibels, so a variance of 0 is only rounding. */
const LEAST_DB2 = 1;

export function createLevels(receivers: number): Levels {
  return { meanDbm: new Float32Array(receivers), weight: new Float32Array(receivers) };
}

/** Adds one second to exponentially weighted means; older seconds fade with a time constant of `forgetS` seconds. */
export function follow({ meanDbm, weight }: Levels, heard: RssiSecond, forgetS: number): void {
  for (let r = 0; r < weight.length; r++) {
    const count = heard.count[r] ?? 0;
    const total = (weight[r] ?? 0) * (1 - 1 / forgetS) + count;
    weight[r] = total;
    if (count > 0) {
      meanDbm[r] = (meanDbm[r] ?? 0) + (((heard.meanDbm[r] ?? 0) - (meanDbm[r] ?? 0)) * count) / total;
    }
  }
}

/** Averages the levels of all `seconds`, each with equal weight per reception. */
export function average(seconds: readonly RssiSecond[]): Levels {
  const levels = createLevels(seconds[0]?.count.length ?? 0);
  for (const second of seconds) follow(levels, second, Number.POSITIVE_INFINITY);
  return levels;
}

/** Splits `seconds` into blocks of `lengthS` seconds and averages each block. */
export function cut(seconds: readonly RssiSecond[], lengthS: number): Levels[] {
  return Array.from({ length: seconds.length / lengthS }, (_, i) =>
    average(seconds.slice(i * lengthS, (i + 1) * lengthS)),
  );
}

/**
 * Compares how levels change over 3 and 6 s with how they change over 1 s; 1 means pure fading. `all` is the arithmetic
 * mean over receivers. `most` is the geometric mean, in which one receiver in the shadow of a crowd counts less.
 */
export function getWander(window: readonly RssiSecond[]): { readonly all: number; readonly most: number } {
  const seconds = window.map(({ meanDbm, count }) => ({ meanDbm, weight: count }));
  const blocks = cut(window, BLOCK_S);
  const ratios = Array.from({ length: window[0]?.count.length ?? 0 }, (_, r) => {
    const wandering = (stepVariance(blocks, r, 1) + stepVariance(blocks, r, 2)) / 2;
    return Math.max(LEAST_DB2, wandering) / Math.max(LEAST_DB2, stepVariance(seconds, r, 1));
  });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { all: mean(ratios), most: Math.exp(mean(ratios.map(Math.log))) };
}

/** Returns the variance of one reception in dB², from differences between blocks that are `apart` places apart. */
function stepVariance(parts: readonly Part[], r: number, apart: number): number {
  let sum = 0;
  let steps = 0;
  for (let i = apart; i < parts.length; i++) {
    const [a, b] = [parts[i - apart], parts[i]];
    const [aWeight, bWeight] = [a?.weight[r] ?? 0, b?.weight[r] ?? 0];
    if (aWeight === 0 || bWeight === 0) continue;
    sum += ((a?.meanDbm[r] ?? 0) - (b?.meanDbm[r] ?? 0)) ** 2 / (1 / aWeight + 1 / bWeight);
    steps++;
  }
  return steps === 0 ? 0 : sum / steps;
}
