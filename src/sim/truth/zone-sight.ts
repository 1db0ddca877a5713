import { distanceToBorder, findBounds, isInside } from '../../core/geometry/polygon.ts';
import type { Point, Polygon } from '../../core/model/shapes.ts';
import type { SimCamera, StoreLayout } from '../model/layout.ts';
import type { HeatMap } from '../people/path-recorder.ts';
import { createCameraView, project } from '../physics/camera-view.ts';
import { SightLines } from '../physics/sight-lines.ts';

const STEP_M = 0.2;
const GROWN_UP_M = 1.7;
/** A person counts as seen when the camera sees the body from this height up. */
const WAIST_M = 1;
/** When more than this is hidden from the floor up, the estimated position is wrong. */
const FOOT_M = 0.2;
/** Distance from a border within which a camera's error can change the zone. */
const BORDER_M = 0.3;

/** How well a layout's cameras can see a zone. */
export interface ZoneSight {
  /** Share of the zone's floor on which a camera sees a standing person. */
  readonly seenShare: number;
  /** Height of an adult in pixels: the median over the places seen. 0 when no place is seen. */
  readonly personPx: number;
  /** Share of the places seen whose floor is hidden from the camera that sees them best. */
  readonly feetHiddenShare: number;
  /** Share of people's time in the zone that they spend close to its border. */
  readonly borderShare: number;
}

export function zoneSight(layout: StoreLayout, polygon: Polygon, heat: HeatMap): ZoneSight {
  return { ...seenBy(layout, layout.cameras, polygon), borderShare: borderShare(polygon, heat) };
}

/** Returns how much of a zone these cameras see, and the size of people in their pictures. */
function seenBy(
  layout: StoreLayout,
  cameras: readonly SimCamera[],
  polygon: Polygon,
): Omit<ZoneSight, 'borderShare'> {
  const views = cameras.map((camera) => ({ camera, sight: new SightLines(layout, camera.pose) }));
  const places = placesIn(polygon);
  const seen = places.flatMap(({ x, y }) => {
    const sights = views.map(({ camera, sight }) => ({
      px: sizePx(camera, sight, x, y),
      isFootHidden: sight.hiddenBelowM(x, y) > FOOT_M,
    }));
    const best = sights.toSorted((a, b) => b.px - a.px)[0];
    return best === undefined || best.px === 0 ? [] : [best];
  });
  const sizes = seen.map(({ px }) => px).sort((a, b) => a - b);
  return {
    seenShare: places.length === 0 ? 0 : seen.length / places.length,
    personPx: sizes[sizes.length >> 1] ?? 0,
    feetHiddenShare: seen.filter(({ isFootHidden }) => isFootHidden).length / Math.max(1, seen.length),
  };
}

/** Returns places spread evenly over a zone's floor. */
export function placesIn(polygon: Polygon): { x: number; y: number }[] {
  const { minX, minY, maxX, maxY } = findBounds(polygon);
  const places: { x: number; y: number }[] = [];
  for (let x = minX + STEP_M / 2; x < maxX; x += STEP_M) {
    for (let y = minY + STEP_M / 2; y < maxY; y += STEP_M) {
      if (isInside(polygon, x, y)) places.push({ x, y });
    }
  }
  return places;
}

/** Height of a standing person in the picture, in pixels. 0 when the camera does not see enough of the person. */
function sizePx(camera: SimCamera, sight: SightLines, x: number, y: number): number {
  if (sight.hiddenBelowM(x, y) > WAIST_M) return 0;
  const view = createCameraView(camera);
  const foot = { x: 0, y: 0 };
  const head = { x: 0, y: 0 };
  if (!project(view, x, y, 0, foot) || !project(view, x, y, GROWN_UP_M, head)) return 0;
  // Where the picture's edge cuts off head or feet, the box gives a wrong position.
  const isIn = ({ x, y }: Point) => x >= 0 && x < camera.widthPx && y >= 0 && y < camera.heightPx;
  return isIn(foot) && isIn(head) ? Math.hypot(foot.x - head.x, foot.y - head.y) : 0;
}

function borderShare(polygon: Polygon, { cellM, minX, minY, columns, seconds }: HeatMap): number {
  let all = 0;
  let near = 0;
  for (const [cell, spent] of seconds.entries()) {
    const x = minX + ((cell % columns) + 0.5) * cellM;
    const y = minY + (Math.floor(cell / columns) + 0.5) * cellM;
    if (spent === 0 || !isInside(polygon, x, y)) continue;
    all += spent;
    if (distanceToBorder(polygon, x, y) < BORDER_M) near += spent;
  }
  return all === 0 ? 0 : near / all;
}
