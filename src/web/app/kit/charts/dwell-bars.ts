import type { VNode } from 'preact';
import type { DwellBin } from '../../../../core/model/dwell-bin.ts';
import { binUpperBound } from '../../../../core/statistics/quantile-sketch.ts';
import { html } from '../html.ts';

/** Upper ends of the columns in seconds: 13 columns from 2 s to 563 s, each 1.6 times the one before. */
export const DWELL_COLUMNS_S: readonly number[] = Array.from({ length: 13 }, (_column, i) => 2 * 1.6 ** i);
const [WIDTH, HEIGHT] = [208, 28];

/** Shows visits by length on a logarithmic scale, with a mark at the median. */
export function DwellBars({
  bins,
  medianMs,
  label,
}: {
  readonly bins: readonly DwellBin[];
  readonly medianMs: number | null;
  readonly label: string;
}): VNode {
  const counts = countColumns(bins);
  const most = Math.max(1, ...counts);
  const slot = WIDTH / counts.length;
  const first = DWELL_COLUMNS_S[0] ?? 1;
  const at = medianMs === null ? null : 1 + Math.log(medianMs / 1000 / first) / Math.log(1.6);
  return html`<svg class="dwell" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} width=${WIDTH} height=${HEIGHT} role="img" aria-label=${label}>
    ${counts.map((count, i) => html`<rect class="column" x=${i * slot} y=${HEIGHT - 1 - (count / most) * (HEIGHT - 3)} width=${slot - 1} height=${(count / most) * (HEIGHT - 3)} />`)}
    <path class="grid" d=${`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
    ${at !== null && html`<path class="median" d=${`M${Math.min(WIDTH - 1, Math.max(1, at * slot))} 1V${HEIGHT}`} />`}</svg>`;
}

/** Counts visits per column. The last column also holds all longer visits. */
export function countColumns(bins: readonly DwellBin[]): number[] {
  const counts = DWELL_COLUMNS_S.map(() => 0);
  for (const [bin, ended, censored] of bins) {
    const seconds = binUpperBound(bin) / 1000;
    const found = DWELL_COLUMNS_S.findIndex((end) => seconds <= end);
    const column = found < 0 ? counts.length - 1 : found;
    counts[column] = (counts[column] ?? 0) + ended + censored;
  }
  return counts;
}
