/** A duration, and whether its end was observed. Lintel uses milliseconds; other units work too. */
export interface Duration {
  readonly length: number;
  readonly ended: boolean;
}

interface CurvePoint {
  readonly length: number;
  readonly survival: number;
}

/**
 * Product-limit estimate of the survival curve at each length at which a visit ended (Kaplan & Meier 1958). A visit
 * censored at a length still counts as present at that length.
 */
export function survivalCurve(durations: readonly Duration[]): readonly CurvePoint[] {
  const sorted = [...durations].sort((a, b) => a.length - b.length || Number(b.ended) - Number(a.ended));
  const curve: CurvePoint[] = [];
  let survival = 1;
  for (let i = 0; i < sorted.length; ) {
    const length = sorted[i]?.length ?? 0;
    const atRisk = sorted.length - i;
    let ended = 0;
    for (; i < sorted.length && sorted[i]?.length === length; i++) if (sorted[i]?.ended) ended += 1;
    if (ended === 0) continue;
    survival *= 1 - ended / atRisk;
    curve.push({ length, survival });
  }
  return curve;
}

/**
 * The length within which a share `p` of visits has ended. Null when so many durations are censored that the curve never
 * falls that far.
 */
export function survivalQuantile(curve: readonly CurvePoint[], p: number): number | null {
  return curve.find(({ survival }) => survival <= 1 - p + 1e-12)?.length ?? null;
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
