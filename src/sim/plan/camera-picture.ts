import type { Point, Polygon } from '../../core/model/shapes.ts';
import type { SimCamera, StoreLayout } from '../model/layout.ts';
import type { CameraView } from '../physics/camera-view.ts';
import { createCameraView, findDepth, project } from '../physics/camera-view.ts';
import { escapeText } from '../report/report-text.ts';

/** Long faces are cut into pieces, so that each piece is wholly in front of or behind a person. */
const PIECE_M = 0.5;
const PERSON_M = 1.7;
const HALF_PERSON_M = 0.25;
/** Walls reach this far above every camera. */
const ABOVE_CAMERA_M = 0.5;

/** A face in the picture, upright or on the floor. */
interface Face {
  readonly depthM: number;
  readonly svg: string;
}

/** Draws what a camera sees: the floor in squares of 1 m, walls, shelves, and a person at each given place. */
export function cameraPicture(layout: StoreLayout, camera: SimCamera, people: readonly Point[]): string {
  const view = createCameraView(camera);
  const wallM = camera.pose.heightM + ABOVE_CAMERA_M;
  const faces = [
    ...layout.walls.flatMap((polygon) => upright(view, polygon, wallM, 'solid')),
    ...layout.shelves.flatMap(({ polygon, heightM }) => upright(view, polygon, heightM, 'shelf')),
    ...people.flatMap((place) => person(view, place)),
  ].sort((a, b) => b.depthM - a.depthM);
  return `<svg viewBox="0 0 ${camera.widthPx} ${camera.heightPx}" role="img" aria-label="${escapeText(`what ${camera.sensor} sees`)}">
<rect width="100%" height="100%" fill="var(--line)"/>${floorSquares(view, layout).join('')}${faces.map(({ svg }) => svg).join('')}</svg>`;
}

function floorSquares(view: CameraView, { floor }: StoreLayout): string[] {
  const squares: string[] = [];
  for (let y = 0; y < floor.heightM; y++)
    for (let x = 0; x < floor.widthM; x++) {
      const [right, bottom] = [Math.min(x + 1, floor.widthM), Math.min(y + 1, floor.heightM)];
      const corners = [
        [x, y, 0],
        [right, y, 0],
        [right, bottom, 0],
        [x, bottom, 0],
      ] as const;
      squares.push(shape(view, corners, 'fill="var(--floor)" stroke="var(--line)" stroke-width="2"'));
    }
  return squares;
}

function upright(view: CameraView, polygon: Polygon, heightM: number, kind: 'solid' | 'shelf'): Face[] {
  const opacity = kind === 'solid' ? 1 : 0.8;
  const style = `fill="var(--solid)" fill-opacity="${opacity}" stroke="var(--soft)" stroke-width="1"`;
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length] ?? from;
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / PIECE_M));
    const at = (n: number) => ({
      x: from.x + ((to.x - from.x) * n) / pieces,
      y: from.y + ((to.y - from.y) * n) / pieces,
    });
    return Array.from({ length: pieces }, (_, n) => standing(view, [at(n), at(n + 1)], heightM, style));
  });
}

function person(view: CameraView, { x, y }: Point): Face[] {
  const [right, down] = [view.right[0] * HALF_PERSON_M, view.right[1] * HALF_PERSON_M];
  const sides = [
    { x: x - right, y: y - down },
    { x: x + right, y: y + down },
  ] as const;
  return [standing(view, sides, PERSON_M, 'fill="var(--accent)" stroke="var(--card)" stroke-width="3"')];
}

function standing(
  view: CameraView,
  [from, to]: readonly [Point, Point],
  heightM: number,
  style: string,
): Face {
  const corners = [
    [from.x, from.y, 0],
    [to.x, to.y, 0],
    [to.x, to.y, heightM],
    [from.x, from.y, heightM],
  ] as const;
  const depthM = findDepth(view, (from.x + to.x) / 2, (from.y + to.y) / 2, 0);
  return { depthM, svg: shape(view, corners, style) };
}

/** Returns no shape when a corner lies behind the camera. */
function shape(
  view: CameraView,
  corners: readonly (readonly [number, number, number])[],
  style: string,
): string {
  const out = { x: 0, y: 0 };
  const points = corners.flatMap(([x, y, z]) =>
    project(view, x, y, z, out) ? [`${out.x.toFixed(0)},${out.y.toFixed(0)}`] : [],
  );
  return points.length < corners.length ? '' : `<polygon points="${points.join(' ')}" ${style}/>`;
}
