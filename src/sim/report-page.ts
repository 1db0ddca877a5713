import type { Polygon } from '../core/geometry/polygon.ts';
import type { Comparison } from './compare.ts';
import type { SimReport, ZoneVerdict } from './sim-report.ts';

/** The report as one HTML page that needs nothing else. */
export function renderReport(report: SimReport): string {
  const { title, seed, fromMs, toMs } = report;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeText(title)}</h1>
<p>Simulated from ${iso(fromMs)} to ${iso(toMs)}, seed ${seed}. Every estimate was published by the gateway’s own
links, drivers and engine; the truth is the simulator’s.</p>
${truthTable(report)}
<h2>Published numbers against the truth</h2>
${comparisonTable(
  report.comparisons.filter(({ span }) => span === 'whole'),
  'The whole run',
)}
${comparisonTable(
  report.comparisons.filter(({ span }) => span === 'hour'),
  'Hour by hour',
)}
${comparisonTable(
  report.comparisons.filter(({ span }) => span === 'window'),
  'Window by window',
)}
<h2>Zones, worst first</h2>
${zoneTable(report.zones)}
<h2>Where time was spent</h2>
${heatPicture(report)}
<h2>Paths of ${report.paths.length} visitors</h2>
${pathPicture(report)}
</body></html>
`;
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:600}
td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right}
td:first-child,th:first-child,td.text,th.text{text-align:left}svg{width:100%;height:auto;background:#fafafa}`;

function truthTable({ truth }: SimReport): string {
  const { store, queue } = truth;
  const rows: readonly (readonly [string, string])[] = [
    ['people in', String(store.entries)],
    ['of these visitors', String(store.visitors)],
    ['passers-by', String(store.passersBy)],
    ['median visit', seconds(middle(store.visitDurationsMs))],
    ['bounced', String(store.bounced)],
    ['mean occupancy', store.occupancyMean.toFixed(1)],
    ['sales', String(store.sales)],
    ['median wait', seconds(middle(queue.waitsMs))],
    ['left the queue unserved', String(queue.abandoned)],
  ];
  return table('What happened', ['', ''], rows);
}

function comparisonTable(comparisons: readonly Comparison[], caption: string): string {
  const head = [
    'number',
    'of',
    'n',
    'truth',
    'published',
    'bias',
    'mean error',
    'error',
    'intervals hold',
    'no number',
  ];
  const rows = comparisons.map((c) => [
    c.metric,
    c.of,
    String(c.n),
    amount(c.metric, c.truthMean),
    amount(c.metric, c.estimateMean),
    amount(c.metric, c.bias),
    amount(c.metric, c.meanAbsoluteError),
    c.errorShare === null ? '–' : percent(c.errorShare),
    c.intervals.n === 0 ? '–' : `${c.intervals.holding} of ${c.intervals.n}`,
    String(c.unknown + c.uncovered),
  ]);
  return table(caption, head, rows);
}

function zoneTable(zones: readonly ZoneVerdict[]): string {
  const share = (value: number | null) => (value === null ? '–' : percent(value));
  const rows = zones.map((zone) => [
    zone.zone,
    share(zone.presenceErrorShare),
    share(zone.visitsErrorShare),
    percent(zone.seenShare),
    zone.personPx.toFixed(0),
    percent(zone.borderShare),
    zone.reasons.join('; '),
  ]);
  const head = ['zone', 'person-time', 'visits', 'seen', 'person px', 'time at border', 'why'];
  return table('', head, rows);
}

function heatPicture(report: SimReport): string {
  const { cellM, minX, minY, columns, seconds: spent } = report.heat;
  const hottest = Math.max(1, ...spent);
  const cells = spent.flatMap((value, i) => {
    if (value === 0) return [];
    // By the root: places where people walk would not be seen beside those where they stand.
    const strength = Math.sqrt(value / hottest).toFixed(3);
    const x = (minX + (i % columns) * cellM).toFixed(2);
    const y = (minY + Math.floor(i / columns) * cellM).toFixed(2);
    return [
      `<rect x="${x}" y="${y}" width="${cellM}" height="${cellM}" fill="#c30" fill-opacity="${strength}"/>`,
    ];
  });
  return picture(report, cells.join(''));
}

function pathPicture(report: SimReport): string {
  const lines = report.paths.map((path, i) => {
    const points = path.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="hsl(${(i * 47) % 360} 70% 40%)" stroke-width=".03"/>`;
  });
  return picture(report, lines.join(''));
}

function picture({ layout, heat }: SimReport, content: string): string {
  const { minX, minY, cellM, columns, rows } = heat;
  const shape = (polygon: Polygon, style: string) =>
    `<polygon points="${polygon.map(({ x, y }) => `${x},${y}`).join(' ')}" ${style}/>`;
  const { widthM, heightM } = layout.floor;
  const solid = [...layout.walls, ...layout.shelves.map(({ polygon }) => polygon)];
  const zones = layout.zones.map(({ id, polygon }) => {
    const corner = polygon[0] ?? { x: 0, y: 0 };
    const label = `<text x="${corner.x + 0.1}" y="${corner.y + 0.35}" font-size=".3" fill="#06c">${escapeText(id)}</text>`;
    return `${shape(polygon, 'fill="none" stroke="#06c" stroke-width=".04"')}${label}`;
  });
  const cameras = layout.cameras.map(
    ({ pose, sensor }) =>
      `<circle cx="${pose.x}" cy="${pose.y}" r=".15" fill="#080"><title>${escapeText(sensor)}</title></circle>`,
  );
  return `<svg viewBox="${minX} ${minY} ${columns * cellM} ${rows * cellM}" role="img">
<rect width="${widthM}" height="${heightM}" fill="#fff" stroke="#444" stroke-width=".08"/>
${content}${solid.map((polygon) => shape(polygon, 'fill="#999"')).join('')}${zones.join('')}${cameras.join('')}</svg>`;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    row
      .map((cell) => `<${tag}${/^[\d.–-]/.test(cell) ? '' : ' class="text"'}>${escapeText(cell)}</${tag}>`)
      .join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<table><caption>${escapeText(caption)}</caption><thead><tr>${cells('th', head)}</tr></thead>\n${body}</table>`;
}

/** Times in seconds, everything else as it is. */
function amount(metric: string, value: number): string {
  return metric.endsWith('Ms') ? seconds(value) : value.toFixed(2);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function middle(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? 0;
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
