/** Returns three to five round marks from 0 to the highest value, such as 0, 50, 100, 150. */
export function roundSteps(highest: number): readonly number[] {
  const step = roundStep(Math.max(highest, 1) / 4);
  const marks = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: marks + 1 }, (_, n) => n * step);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const [factor = 10] = [1, 2, 5, 10].filter((one) => one * power >= least);
  return Math.max(1, factor * power);
}
