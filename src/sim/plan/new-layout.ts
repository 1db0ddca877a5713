import type { Point } from '../../core/model/shapes.ts';
import type { CameraPose } from '../model/layout.ts';
import { hundredths } from './grey-picture.ts';

/** Place of a camera, and the place on the floor at the middle of its picture. */
export interface NewCamera extends Point {
  readonly id: string;
  readonly heightM: number;
  readonly aim: Point;
  readonly viewDeg: number;
}

/** Place at which a customer is served, and the end of the line of waiting customers. */
export interface NewTill extends Point {
  readonly id: string;
  readonly lineTo: Point;
}

export interface NewDoor {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
}

/** A new store, known only by its plan and the planned places of its cameras and tills. */
export interface NewLayout {
  readonly name: string;
  readonly floor: { readonly widthM: number; readonly heightM: number };
  readonly walls: readonly (readonly Point[])[];
  readonly doors: readonly NewDoor[];
  readonly cameras: readonly NewCamera[];
  readonly tills: readonly NewTill[];
}

/** Turns the camera as a technician does, until its target is in the middle of the picture. */
export function findPose({ x, y, heightM, aim, viewDeg }: NewCamera): CameraPose {
  const degrees = (radians: number) => Math.round((radians * 1800) / Math.PI) / 10;
  const awayM = Math.hypot(aim.x - x, aim.y - y);
  const tiltDeg = Math.min(90, Math.max(5, degrees(Math.atan2(heightM, awayM))));
  const panDeg = degrees(Math.atan2(aim.y - y, aim.x - x));
  return { x, y, heightM, panDeg, tiltDeg, horizontalFovDeg: viewDeg };
}

/** Returns the point `m` metres from `from` towards `to`. */
export function along(from: Point, to: Point, m: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * m) / length, y: from.y + ((to.y - from.y) * m) / length };
}

/** Returns the point as files hold it: x and y, rounded to centimetres. */
export function pair({ x, y }: Point): [number, number] {
  return [hundredths(x), hundredths(y)];
}
