import type { Point } from '../../core/model/shapes.ts';
import type { SimCamera, StoreLayout } from '../model/layout.ts';
import { createCameraView } from '../physics/camera-view.ts';
import { Coverage } from '../physics/coverage.ts';
import { SightLines } from '../physics/sight-lines.ts';
import { REPORT_STYLE } from '../report/report-style.ts';
import { escapeText } from '../report/report-text.ts';
import { cameraPicture } from './camera-picture.ts';

const CELL_M = 0.25;
/**
 * A camera that sees a person down to this height (green) can locate the person. One that sees down to the shoulders
 * can only detect the person.
 */
const FEET_M = 0.3;
const SHOULDERS_M = 1.3;

/** Makes a page with the plan of a store, the floor that each camera covers, and each camera's picture. */
export function viewsPage(title: string, layout: StoreLayout, stops: readonly Point[]): string {
  const doors = layout.doors.map(({ from, to, inside }) => ({
    x: (from.x + to.x) / 2 + inside.x,
    y: (from.y + to.y) / 2 + inside.y,
  }));
  const people = [...stops, ...layout.tills.map(({ serve }) => serve), ...doors];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} · what the cameras see</title><style>${REPORT_STYLE}</style></head><body><main>
<h1>${escapeText(title)}: what the cameras see</h1>
<p>Green: feet and head of a person there are in the picture. Amber: only the upper part. Grey: walls and shelves. Thick blue
line: a door. In the pictures a blue figure stands where people stop, are served and come in.</p>
${layout.cameras.map((camera) => section(layout, camera, people)).join('\n')}
</main></body></html>
`;
}

function section(layout: StoreLayout, camera: SimCamera, people: readonly Point[]): string {
  const { pose, sensor } = camera;
  const words = `at ${pose.x}, ${pose.y}, ${pose.heightM} m high, ${pose.tiltDeg}° below the horizon, ${pose.horizontalFovDeg}° wide`;
  return `<section><h2>${escapeText(sensor)}</h2><p class="soft">${words}</p><div class="pair">
<figure>${planPicture(layout, camera)}<figcaption>On the plan</figcaption></figure>
<figure>${cameraPicture(layout, camera, people)}<figcaption>In its picture</figcaption></figure></div></section>`;
}

function planPicture(layout: StoreLayout, camera: SimCamera): string {
  const { floor, walls, shelves, doors } = layout;
  const solid = [...walls, ...shelves.map(({ polygon }) => polygon)].map(
    (polygon) =>
      `<polygon points="${polygon.map(({ x, y }) => `${x},${y}`).join(' ')}" fill="var(--solid)"/>`,
  );
  const thresholds = doors.map(
    ({ from, to }) =>
      `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="var(--accent)" stroke-width="0.25"/>`,
  );
  const { x, y } = camera.pose;
  return `<svg viewBox="-0.5 -0.5 ${floor.widthM + 1} ${floor.heightM + 1}" role="img" aria-label="${escapeText(`what ${camera.sensor} covers`)}">
<rect width="${floor.widthM}" height="${floor.heightM}" fill="var(--floor)" stroke="var(--solid)" stroke-width="0.15"/>
${covered(layout, camera).join('')}${solid.join('')}${thresholds.join('')}<circle cx="${x}" cy="${y}" r="0.25" fill="var(--ink)"/></svg>`;
}

/** Draws runs of cells of one colour, row by row. */
function covered(layout: StoreLayout, camera: SimCamera): string[] {
  const coverage = new Coverage(createCameraView(camera), new SightLines(layout, camera.pose), layout);
  const strips: string[] = [];
  const { widthM, heightM } = layout.floor;
  for (let y = 0; y < heightM; y += CELL_M) {
    let start = 0;
    for (let x = 0; x < widthM; x += CELL_M) {
      const [color, next] = [x, x + CELL_M].map((at) => colorAt(coverage, layout, at, y));
      if (color === next && x + CELL_M < widthM) continue;
      if (color !== undefined) strips.push(strip(start, Math.min(widthM, x + CELL_M), y, color));
      start = x + CELL_M;
    }
  }
  return strips;
}

function colorAt(coverage: Coverage, { floor }: StoreLayout, x: number, y: number): string | undefined {
  if (x >= floor.widthM) return undefined;
  const hiddenM = coverage.hiddenBelowM(x + CELL_M / 2, y + CELL_M / 2);
  if (hiddenM > SHOULDERS_M) return undefined;
  return hiddenM > FEET_M ? 'var(--warn)' : 'var(--good)';
}

function strip(fromX: number, toX: number, y: number, color: string): string {
  return `<rect x="${fromX}" y="${y}" width="${toX - fromX}" height="${CELL_M}" fill="${color}" fill-opacity="0.35"/>`;
}
