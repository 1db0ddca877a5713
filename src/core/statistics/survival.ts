/** A duration, and whether its end was observed. Lintel uses milliseconds; other units work too. */
export interface Duration {
  readonly length: number;
  readonly ended: boolean;
}

export interface Quantile {
  /** Null when so many durations are censored that the curve never falls that far. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

interface CurvePoint {
  readonly length: number;
  readonly survival: number;
  /** Greenwood's sum: variance of log survival. */
  readonly greenwood: number;
}

const Z_95 = 1.959963984540054;

/**
 * Product-limit estimate of the survival curve at each length at which a visit ended (Kaplan & Meier 1958), with
 * Greenwood's variance. A visit censored at a length still counts as present at that length.
 */
export function survivalCurve(durations: readonly Duration[]): readonly CurvePoint[] {
  const sorted = [...durations].sort((a, b) => a.length - b.length || Number(b.ended) - Number(a.ended));
  const curve: CurvePoint[] = [];
  let survival = 1;
  let greenwood = 0;
  for (let i = 0; i < sorted.length; ) {
    const length = sorted[i]?.length ?? 0;
    const atRisk = sorted.length - i;
    let ended = 0;
    for (; i < sorted.length && sorted[i]?.length === length; i++) if (sorted[i]?.ended) ended += 1;
    if (ended === 0) continue;
    survival *= 1 - ended / atRisk;
    greenwood += atRisk === ended ? Number.POSITIVE_INFINITY : ended / (atRisk * (atRisk - ended));
    curve.push({ length, survival, greenwood });
  }
  return curve;
}

/**
 * The length within which a share `p` of visits has ended. Its 95 % interval uses the log(−log) scale
 * (Brookmeyer & Crowley 1982; Borgan & Liestøl 1990).
 */
export function survivalQuantile(curve: readonly CurvePoint[], p: number): Quantile {
  const target = 1 - p;
  const reach = (survivalAt: (point: CurvePoint) => number): number | null =>
    curve.find((point) => survivalAt(point) <= target + 1e-12)?.length ?? null;
  return {
    value: reach((point) => point.survival),
    low: reach((point) => confidenceLimit(point, -Z_95)),
    high: reach((point) => confidenceLimit(point, Z_95)),
  };
}

/** Mean duration up to the longest: the area under the curve. It is too low when the longest durations are censored. */
export function survivalMean(durations: readonly Duration[]): number {
  let [area, from, survival] = [0, 0, 1];
  for (const point of survivalCurve(durations)) {
    area += survival * (point.length - from);
    [from, survival] = [point.length, point.survival];
  }
  const longest = durations.reduce((most, { length }) => Math.max(most, length), 0);
  return area + survival * (longest - from);
}

/** S^exp(−z·se): above the estimate for positive z, below it for negative. */
function confidenceLimit({ survival, greenwood }: CurvePoint, z: number): number {
  // No visit is left under observation, so a longer stay can neither be shown nor excluded.
  if (survival <= 0) return z > 0 ? 1 : 0;
  if (survival >= 1) return 1;
  const standardError = Math.sqrt(greenwood) / -Math.log(survival);
  return survival ** Math.exp(-z * standardError);
}
