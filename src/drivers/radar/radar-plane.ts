import type { Homography, Point, Polygon } from '../../core/model/shapes.ts';
import type { RadarTarget } from './radar-frames.ts';

/**
 * Size of the radar's plane as a picture from above, 1 px per centimetre. The radar is in the middle of the upper edge.
 */
export const RADAR_PICTURE = { widthPx: 1_200, heightPx: 640 } as const;
const CENTRE_PX = RADAR_PICTURE.widthPx / 2;
const PX_PER_M = 100;
/** A person's width, seen from above. */
const BODY_PX = 50;
/** Score of every person: the radar reports none. Most targets that pass the filter are people. */
const SCORE = 0.8;

export interface RadarPlace {
  /** Position in metres on the floor plan. */
  readonly x: number;
  readonly y: number;
  /** Direction in which the radar faces: 0 along the floor plan's x axis, 90 along its y axis. */
  readonly facingDegrees: number;
}

/** Maps the radar's picture to the floor plan by rotation, translation and one constant scale. */
export function pictureToFloor({ x, y, facingDegrees }: RadarPlace): Homography {
  const [cos, sin] = directionOf(facingDegrees);
  const m = 1 / PX_PER_M;
  // The radar's y axis points away from the radar, and its x axis to the radar's right.
  return [-sin * m, cos * m, x + sin * CENTRE_PX * m, cos * m, sin * m, y - cos * CENTRE_PX * m, 0, 0, 1];
}

export function floorToPicture(place: RadarPlace, outline: readonly (readonly [number, number])[]): Polygon {
  const [cos, sin] = directionOf(place.facingDegrees);
  return outline.map(([x, y]): Point => {
    const [dx, dy] = [x - place.x, y - place.y];
    return { x: CENTRE_PX + (-sin * dx + cos * dy) * PX_PER_M, y: (cos * dx + sin * dy) * PX_PER_M };
  });
}

function directionOf(degrees: number): readonly [cos: number, sin: number] {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
}

/** Five numbers per person, as a camera above would report: left, top, width, height, score. */
export function toBoxes(targets: readonly RadarTarget[]): number[] {
  return targets.flatMap(({ xMm, yMm }) => {
    const [x, y] = [CENTRE_PX + Math.round(xMm / 10), Math.round(yMm / 10)];
    return [x - BODY_PX / 2, y - BODY_PX / 2, BODY_PX, BODY_PX, SCORE];
  });
}
