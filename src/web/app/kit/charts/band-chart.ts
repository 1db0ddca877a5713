import type { VNode } from 'preact';
import { html } from '../html.ts';
import { gridValues } from './step.ts';
import { useWidth } from './use-width.ts';

export interface BandPoint {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

interface BandChartProps {
  readonly points: readonly BandPoint[];
  readonly label: string;
  /** Margin at the left in pixels, which aligns the chart with the bars above. */
  readonly left: number;
  readonly isLost: boolean;
}

const HEIGHT = 84;
const [TOP, BOTTOM] = [10, HEIGHT - 8];

/** Draws a line with its interval as a band. Unknown values leave gaps. */
export function BandChart({ points, label, left, isLost }: BandChartProps): VNode {
  const [place, width] = useWidth();
  const most = Math.max(1, ...points.flatMap(({ value, high }) => [value ?? 0, high ?? 0]));
  const x = (i: number) => Math.round(left + ((width - left) * (i + 0.5)) / Math.max(1, points.length));
  const y = (value: number) => Math.round((BOTTOM - ((BOTTOM - TOP) * value) / most) * 10) / 10;
  const lines = [0, ...gridValues(most, 2)].map(
    (value) =>
      html`<path class=${value === 0 ? 'grid foot' : 'grid'} d=${`M${left} ${y(value)}H${width}`} /><text x=${left - 6} y=${y(value) + 4} class="axis end">${value}</text>`,
  );
  return html`<div ref=${place} class="chart"><svg viewBox=${`0 0 ${width} ${HEIGHT}`} width=${width} height=${HEIGHT} role="img" aria-label=${label} class=${isLost ? 'lost' : ''}>
    ${lines}${runs(points).map(
      (run) =>
        html`<polygon class="band" points=${[
          ...run.map(([i, { high, value }]) => `${x(i)},${y(high ?? value ?? 0)}`),
          ...run.toReversed().map(([i, { low, value }]) => `${x(i)},${y(low ?? value ?? 0)}`),
        ].join(
          ' ',
        )} /><polyline class="curve" points=${run.map(([i, { value }]) => `${x(i)},${y(value ?? 0)}`).join(' ')} />`,
    )}</svg></div>`;
}

/** Splits the points into runs of consecutive known points. */
function runs(points: readonly BandPoint[]): (readonly [number, BandPoint])[][] {
  const found: (readonly [number, BandPoint])[][] = [];
  points.forEach((point, i) => {
    if (point.value === null) return;
    if (i > 0 && points[i - 1]?.value != null) found.at(-1)?.push([i, point]);
    else found.push([[i, point]]);
  });
  return found;
}
