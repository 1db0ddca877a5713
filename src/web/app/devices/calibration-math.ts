import type { Calibration } from '../../../core/geometry/homography.ts';
import { fitHomography, project } from '../../../core/geometry/homography.ts';
import type { Pair } from '../canvas/shapes.ts';

/** The same point in the picture (pixels) and on the floor plan (metres). */
export interface FloorPair {
  readonly picture: Pair;
  readonly floor: Pair;
}

export function fitPairs(pairs: readonly FloorPair[]): Calibration | undefined {
  const point = ([x, y]: Pair) => ({ x, y });
  return fitHomography(pairs.map(({ picture, floor }) => ({ picture: point(picture), floor: point(floor) })));
}

export function residualsM({ pictureToFloor }: Calibration, pairs: readonly FloorPair[]): number[] {
  return pairs.map(({ picture, floor }) => {
    const at = project(pictureToFloor, picture[0], picture[1]);
    return at === undefined ? Number.POSITIVE_INFINITY : Math.hypot(at.x - floor[0], at.y - floor[1]);
  });
}

export function errorText(metres: number): string {
  return metres < 0.995 ? `${Math.max(1, Math.round(metres * 100))} cm` : `${metres.toFixed(1)} m`;
}

/** Largest error for reliable zones. With a larger error, a zone 2 m wide also counts people beside it. */
export const GOOD_ERROR_M = 0.3;
