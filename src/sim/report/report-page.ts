import type { Comparison, IntervalRecord } from './compare.ts';
import { heatPicture, pathPicture } from './report-plan.ts';
import { REPORT_STYLE } from './report-style.ts';
import type { SweepResult } from './report-sweep.ts';
import { sweepSection } from './report-sweep.ts';
import type { Cell } from './report-text.ts';
import { amount, describeField, duration, escapeText, percent, table } from './report-text.ts';
import type { SimReport, ZoneVerdict } from './sim-report.ts';
import type { Unknown } from './unknowns.ts';

/** Renders the report as one HTML page without external files. */
export function renderReport(report: SimReport, sweep?: SweepResult): string {
  const { title, seed, fromMs, toMs, utcOffsetMs } = report;
  const local = (ms: number) => new Date(ms + utcOffsetMs).toISOString().slice(0, 16).replace('T', ' ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} · Lintel simulation</title><style>${REPORT_STYLE}</style></head><body><main>
<p class="soft">Lintel simulation</p>
<h1>${escapeText(title)}</h1>
<p>From ${local(fromMs)} to ${local(toMs)} store time, seed ${seed}. Every estimate came out of the gateway’s own links,
drivers, engine and egress gate, as it would be sent; the truth is the simulator’s.</p>
${cards(report)}
${sweep === undefined ? '' : sweepSection(sweep)}
${intervalSection(report.intervals)}
<section id="whole"><h2>Published numbers against the truth, over the whole run</h2>
${comparisonTable(report.comparisons.filter(({ span }) => span === 'whole'))}
${spanDetails(report.comparisons, 'hour', 'Hour by hour')}
${spanDetails(report.comparisons, 'window', 'Window by window')}</section>
<section id="zones"><h2>Zones, worst first, and why</h2>${zoneTable(report.zones)}</section>
${unknownSection(report.unknowns)}
<div class="pair"><section><h2>Where time was spent</h2><figure>${heatPicture(report)}
<figcaption>${LEGEND}</figcaption></figure></section>
<section><h2>Paths of ${report.paths.length} visitors</h2><figure>${pathPicture(report)}
<figcaption>${LEGEND}</figcaption></figure></section></div>
</main></body></html>
`;
}

const LEGEND =
  'Dashed: zones. Grey: shelves and walls. Green dots: cameras. Amber dots: receivers. Thick blue line: a door.';

function cards({ truth, intervals }: SimReport): string {
  const { store } = truth;
  const waitsMs = truth.queues.flatMap((queue) => queue.waitsMs).sort((a, b) => a - b);
  const n = intervals.reduce((sum, record) => sum + record.n, 0);
  const holding = intervals.reduce((sum, record) => sum + record.holding, 0);
  const facts: readonly (readonly [string, string])[] = [
    [String(store.visitors), 'visitors'],
    [String(store.passersBy), 'passers-by'],
    [duration(middle(store.visitDurationsMs)), 'median visit'],
    [store.occupancyMean.toFixed(1), 'people inside, on average'],
    [String(store.sales), 'sales'],
    ...(waitsMs.length === 0 ? [] : [[duration(middle(waitsMs)), 'median wait at the tills'] as const]),
    ...(n === 0 ? [] : [[percent(holding / n), 'of intervals hold the truth'] as const]),
  ];
  const items = facts.map(([value, name]) => `<li><b>${escapeText(value)}</b>${escapeText(name)}</li>`);
  return `<ul class="cards">${items.join('')}</ul>`;
}

/**
 * Intervals that contain the truth at least this often pass. The margin below 95 % allows for the chance of one run.
 */
const GOOD_SHARE = 0.93;

function intervalSection(intervals: readonly IntervalRecord[]): string {
  if (intervals.length === 0) return '';
  const rows = intervals.map(({ metric, n, holding, share }): (string | Cell)[] => [
    describeField(metric),
    String(n),
    String(holding),
    { text: percent(share), kind: share >= GOOD_SHARE ? 'good' : 'bad' },
  ]);
  return `<section id="intervals"><h2>Do the 95 % intervals hold the truth?</h2>
${table(['number', 'intervals given', 'hold the truth', 'share'], rows)}</section>`;
}

function unknownSection(unknowns: readonly Unknown[]): string {
  if (unknowns.length === 0) return '';
  const rows = unknowns.map(({ metric, of, why }): (string | Cell)[] => [
    describeField(metric),
    { text: of, kind: 'text' },
    { text: why, kind: 'text why' },
  ]);
  return `<section id="unknowns"><h2>What cannot be known, and why</h2>${table(['number', 'of', 'why'], rows)}</section>`;
}

function spanDetails(comparisons: readonly Comparison[], span: Comparison['span'], title: string): string {
  const own = comparisons.filter((comparison) => comparison.span === span);
  return own.length === 0 ? '' : `<details><summary>${title}</summary>${comparisonTable(own)}</details>`;
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = [
    'number',
    'of',
    'spans',
    'truth',
    'published',
    'bias',
    'mean error',
    'error',
    'intervals hold',
    'coverage',
    'no number',
  ];
  const rows = comparisons.map((c): (string | Cell)[] => {
    const known = (value: number) => (c.n === 0 ? '–' : amount(c.metric, value));
    return [
      describeField(c.metric),
      { text: c.of, kind: 'text' },
      String(c.n),
      known(c.truthMean),
      known(c.estimateMean),
      known(c.bias),
      known(c.meanAbsoluteError),
      errorCell(c.errorShare),
      c.intervals.n === 0 ? '–' : `${c.intervals.holding} of ${c.intervals.n}`,
      percent(c.coverageMean),
      String(c.unknown + c.uncovered),
    ];
  });
  return table(head, rows);
}

function errorCell(share: number | null): string | Cell {
  if (share === null) return '–';
  const size = Math.abs(share);
  return { text: percent(share), kind: size <= 0.05 ? 'good' : size <= 0.15 ? 'warn' : 'bad' };
}

function zoneTable(zones: readonly ZoneVerdict[]): string {
  const hasTrolleys = zones.some(({ trolleyErrorShare }) => trolleyErrorShare !== null);
  const rows = zones.map((zone): (string | Cell)[] => [
    zone.zone,
    errorCell(zone.presenceErrorShare),
    errorCell(zone.visitsErrorShare),
    ...(hasTrolleys ? [errorCell(zone.trolleyErrorShare)] : []),
    percent(zone.seenShare),
    zone.personPx.toFixed(0),
    percent(zone.borderShare),
    { text: zone.reasons.join('; ') || 'nothing stands out', kind: 'text why' },
  ]);
  return table(
    [
      ...['zone', 'person-time', 'visits'],
      ...(hasTrolleys ? ['trolley-time'] : []),
      ...['seen by cameras', 'person, px', 'time at its border', 'why'],
    ],
    rows,
  );
}

function middle(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? 0;
}
