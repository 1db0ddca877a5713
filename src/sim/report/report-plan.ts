import type { Polygon } from '../../core/model/shapes.ts';
import { escapeText } from './report-text.ts';
import type { SimReport } from './sim-report.ts';

/** Draws the floor with its walls, shelves and doors, and `content` on top. */
function plan({ layout, heat }: SimReport, title: string, content: string): string {
  const { minX, minY, cellM, columns, rows } = heat;
  const [width, height] = [columns * cellM, rows * cellM];
  const font = Math.max(0.26, width / 46);
  const shape = (polygon: Polygon, style: string) =>
    `<polygon points="${polygon.map(({ x, y }) => `${x},${y}`).join(' ')}" ${style}/>`;
  const solid = [...layout.walls, ...layout.shelves.map(({ polygon }) => polygon)];
  const zones = layout.zones.map(({ id, polygon }) => {
    const left = Math.min(...polygon.map(({ x }) => x));
    const top = Math.min(...polygon.map(({ y }) => y));
    const label = `<text x="${(left + font / 4).toFixed(2)}" y="${(top + font).toFixed(2)}" font-size="${font.toFixed(2)}">${escapeText(id)}</text>`;
    return (
      shape(
        polygon,
        `fill="none" stroke="var(--accent)" stroke-width="${font / 9}" stroke-dasharray="${font / 3}"`,
      ) + label
    );
  });
  const mark = (x: number, y: number, color: string, name: string) =>
    `<circle cx="${x}" cy="${y}" r="${font / 2.4}" fill="${color}" stroke="var(--card)" stroke-width="${font / 8}"><title>${escapeText(name)}</title></circle>`;
  const cameras = layout.cameras.map(({ pose, sensor }) =>
    mark(pose.x, pose.y, 'var(--good)', `camera ${sensor}`),
  );
  const receivers = layout.receivers.map(({ x, y, sensor }) =>
    mark(x, y, 'var(--warn)', `receiver ${sensor}`),
  );
  const doors = layout.doors.map(
    ({ from, to }) =>
      `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="var(--accent)" stroke-width="${font / 2.5}"/>`,
  );
  return `<svg viewBox="${minX} ${minY} ${width} ${height}" role="img" aria-label="${escapeText(title)}">
<rect width="${layout.floor.widthM}" height="${layout.floor.heightM}" fill="var(--floor)" stroke="var(--solid)" stroke-width="${font / 5}"/>
${solid.map((polygon) => shape(polygon, 'fill="var(--solid)"')).join('')}${content}${doors.join('')}${zones.join('')}${cameras.join('')}${receivers.join('')}</svg>`;
}

export function heatPicture(report: SimReport): string {
  const { cellM, minX, minY, columns, seconds: spent } = report.heat;
  const hottest = spent.reduce((most, value) => Math.max(most, value), 1);
  const cells = spent.flatMap((value, i) => {
    if (value === 0) return [];
    // The square root keeps places where people walk visible next to those where people stand.
    const strength = Math.sqrt(value / hottest).toFixed(2);
    const x = minX + (i % columns) * cellM;
    const y = minY + Math.floor(i / columns) * cellM;
    return [
      `<rect x="${x}" y="${y}" width="${cellM}" height="${cellM}" fill="var(--heat)" fill-opacity="${strength}"/>`,
    ];
  });
  return plan(report, 'Heat map: where time was spent', cells.join(''));
}

export function pathPicture(report: SimReport): string {
  const lines = report.paths.map((path, i) => {
    const points = path.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="hsl(${(i * 47) % 360} 65% 50%)" stroke-opacity=".7" stroke-width=".035"/>`;
  });
  return plan(report, 'Paths of visitors', lines.join(''));
}
