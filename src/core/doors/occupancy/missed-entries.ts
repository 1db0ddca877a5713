import type { Direction } from '../../model/crossing.ts';

/** Largest bias that corrects counts. A larger one has other causes, such as an entrance without a sensor. */
const MAX_BIAS = 0.1;

/** Logarithm of outs ÷ ins, both as counted for the same people, and its error variance. */
export interface InOutBias {
  readonly mean: number;
  readonly variance: number;
}

/** For each direction: people per person counted, and the relative error that remains. */
export interface DirectionErrors {
  readonly factors: Readonly<Record<Direction, number>>;
  readonly sds: Readonly<Record<Direction, number>>;
}

/**
 * Returns what the in–out bias says about each direction. People come in side by side and leave one after another, and
 * sensors miss people beside others. So when outs exceed ins, entries were missed, and the counted ins are corrected.
 * When ins exceed outs, people may leave by a door without a sensor: nothing is corrected, and both directions may be
 * wrong. A counter above the door sees people side by side (`seesAbreast`), so a small bias is more often chance: it is
 * shrunk by its own evidence (James–Stein).
 */
export function judgeDirections({ mean, variance }: InOutBias, seesAbreast: boolean): DirectionErrors {
  const chance = seesAbreast && mean > 0 ? variance / mean : 0;
  const missed = Math.min(MAX_BIAS, Math.max(0, mean - chance));
  const unexplained = Math.max(0, -mean) / Math.SQRT2;
  return {
    factors: { in: Math.exp(missed), out: 1 },
    sds: { in: Math.hypot(Math.sqrt(variance), unexplained), out: unexplained },
  };
}
