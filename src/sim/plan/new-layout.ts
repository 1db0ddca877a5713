import type { Point } from '../../core/model/shapes.ts';
import type { CameraPose } from '../model/layout.ts';
import { hundredths } from './grey-picture.ts';

/** Where a camera hangs, and the place on the floor that its picture has in the middle. */
export interface NewCamera extends Point {
  readonly id: string;
  readonly heightM: number;
  readonly aim: Point;
  readonly viewDeg: number;
}

/** Where a customer is served, and the place that the line of those who wait leads to. */
export interface NewTill extends Point {
  readonly id: string;
  readonly lineTo: Point;
}

export interface NewDoor {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
}

/** A store of which nothing is known but its plan and where its cameras and tills are to be. */
export interface NewLayout {
  readonly name: string;
  readonly floor: { readonly widthM: number; readonly heightM: number };
  readonly walls: readonly (readonly Point[])[];
  readonly doors: readonly NewDoor[];
  readonly cameras: readonly NewCamera[];
  readonly tills: readonly NewTill[];
}

/** As a technician turns it: until the place that it is aimed at is in the middle of its picture. */
export function findPose({ x, y, heightM, aim, viewDeg }: NewCamera): CameraPose {
  const degrees = (radians: number) => Math.round((radians * 1800) / Math.PI) / 10;
  const awayM = Math.hypot(aim.x - x, aim.y - y);
  const tiltDeg = Math.min(90, Math.max(5, degrees(Math.atan2(heightM, awayM))));
  const panDeg = degrees(Math.atan2(aim.y - y, aim.x - x));
  return { x, y, heightM, panDeg, tiltDeg, horizontalFovDeg: viewDeg };
}

/** The place that lies so far on the way from one to another. */
export function along(from: Point, to: Point, m: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * m) / length, y: from.y + ((to.y - from.y) * m) / length };
}

/** As files write it. */
export function pair({ x, y }: Point): [number, number] {
  return [hundredths(x), hundredths(y)];
}
