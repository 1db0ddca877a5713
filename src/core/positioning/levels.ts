import type { RssiSecond } from './likelihood.ts';

/** Weighted mean levels of all receivers; weights are receptions. */
export interface Levels {
  readonly meanDbm: Float32Array;
  readonly weight: Float32Array;
}

/** Of one second the weights are its counts as they came. */
type Part = Pick<Levels, 'meanDbm'> & { readonly weight: Levels['weight'] | RssiSecond['count'] };

/** A person who paces is elsewhere after so long; shadows that last for a minute hardly change meanwhile. */
const BLOCK_S = 3;
/** Levels come in whole decibels. */
const LEAST_DB2 = 1;

export function createLevels(receivers: number): Levels {
  return { meanDbm: new Float32Array(receivers), weight: new Float32Array(receivers) };
}

/** A mean that forgets. */
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

/** Of all these seconds. */
export function average(seconds: readonly RssiSecond[]): Levels {
  const levels = createLevels(seconds[0]?.count.length ?? 0);
  for (const second of seconds) follow(levels, second, Number.POSITIVE_INFINITY);
  return levels;
}

/** Of each stretch of so many seconds. */
export function cut(seconds: readonly RssiSecond[], lengthS: number): Levels[] {
  return Array.from({ length: seconds.length / lengthS }, (_, i) =>
    average(seconds.slice(i * lengthS, (i + 1) * lengthS)),
  );
}

/**
 * How the levels of each receiver change over three and six seconds, against one second: 1 where all is fading. `all` is
 * the mean of receivers. `most` is the geometric mean, where a receiver in the shadow of a crowd counts less.
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

/** Of one reception, from the differences between parts so far apart. */
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
