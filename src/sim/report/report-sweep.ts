import { escapeText, percent, table } from './report-text.ts';
import type { SweepAxis, SweepRow } from './sweep.ts';
import { enough, SWEEP_METRICS } from './sweep.ts';

export interface SweepResult {
  readonly axes: readonly SweepAxis[];
  readonly rows: readonly SweepRow[];
}

const WIDTH = 640;
const HEIGHT = 260;
const MARGIN = { left: 52, right: 14, top: 14, bottom: 34 };
const COLORS = ['#2457c5', '#c2410c', '#147a4b', '#8b2fb3', '#9a5b00'];

/** Shows the error of each combination: the first that suffices, a chart, and the table. */
export function sweepSection({ axes, rows }: SweepResult): string {
  const names = axes.map(({ name }) => name);
  const best = enough(rows);
  const label = (row: SweepRow) => names.map((name, i) => `${name} = ${row.values[i]}`).join(', ');
  const answer =
    best === undefined
      ? ''
      : `<p class="answer">Enough: ${escapeText(label(best))}</p>
<p class="soft">The first in this order whose mean error is within two points of the best.</p>`;
  return `<section id="sweep"><h2>What other layouts would give</h2>${answer}
${chart(axes, rows)}
${table(
  [...names, ...Object.keys(SWEEP_METRICS)],
  rows.map((row) => [
    ...row.values,
    ...Object.keys(SWEEP_METRICS).map((name) => {
      const error = row.errors[name] ?? null;
      return error === null ? '–' : percent(error);
    }),
  ]),
)}
<p class="soft">Errors over the whole run: of all zones and doors together, none cancelling another, as a share of the truth.</p></section>`;
}

/** Draws one line per metric, over the runs in order. */
function chart(axes: readonly SweepAxis[], rows: readonly SweepRow[]): string {
  const names = Object.keys(SWEEP_METRICS).filter((name) =>
    rows.some(({ errors }) => (errors[name] ?? null) !== null),
  );
  if (rows.length < 2 || names.length === 0) return '';
  const most = Math.max(0.05, ...rows.flatMap(({ errors }) => names.map((name) => errors[name] ?? 0)));
  const top = Math.min(1, most) * 1.08;
  const x = (i: number) => MARGIN.left + (i * (WIDTH - MARGIN.left - MARGIN.right)) / (rows.length - 1);
  const y = (error: number) =>
    MARGIN.top + (1 - Math.min(error, top) / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * top).toFixed(1);
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="var(--line)"/>
<text x="${MARGIN.left - 6}" y="${Number(at) + 4}" font-size="12" text-anchor="end">${Math.round(100 * share * top)} %</text>`;
  });
  const lines = names.map((name, k) => {
    const points = rows.flatMap(({ errors }, i) => {
      const error = errors[name] ?? null;
      return error === null ? [] : [[x(i).toFixed(1), y(error).toFixed(1)] as const];
    });
    const color = COLORS[k % COLORS.length];
    const dots = points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="4" fill="${color}"/>`).join('');
    return `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${color}" stroke-width="2.5"/>${dots}`;
  });
  const ticks = rows.map(
    ({ values }, i) =>
      `<text x="${x(i).toFixed(1)}" y="${HEIGHT - 12}" font-size="12" text-anchor="${i === 0 ? 'start' : i === rows.length - 1 ? 'end' : 'middle'}">${escapeText(values.join(' · '))}</text>`,
  );
  const legend = names
    .map((name, k) => `<span style="color:${COLORS[k % COLORS.length]}">●</span> ${escapeText(name)}`)
    .join('&ensp; ');
  return `<figure><figcaption>Error over ${escapeText(axes.map(({ name }) => name).join(' · '))}: ${legend}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Error of each run">${grid.join('')}${lines.join('')}${ticks.join('')}</svg></figure>`;
}
