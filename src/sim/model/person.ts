import type { Point } from '../../core/model/shapes.ts';

/** Leads to one target from anywhere on the floor. */
export interface Route {
  /** Walking distance to the target in metres, longer in narrow places. Infinite without a route. */
  costAt(x: number, y: number): number;
  /** Writes the unit direction in which to walk into `out`. Writes zero at the target and without a route. */
  direction(x: number, y: number, out: { x: number; y: number }): void;
}

/** The place to which a person wants to go. */
export interface Goal {
  readonly at: Point;
  /** Route to the place. Absent: the person walks in a straight line. */
  readonly way?: Route;
  /** At this distance from the place, the person has arrived. */
  readonly withinM: number;
}

export interface Person {
  readonly id: number;
  readonly kind: 'visitor' | 'staff' | 'passer-by';
  /** Number of the group. People who came together share it. */
  readonly group: number;
  /** True for a person with a staff badge that the gateway knows. */
  readonly isBadged: boolean;
  readonly heightM: number;
  /** Half the width of the shoulders. */
  readonly radiusM: number;
  readonly desiredMps: number;
  /** Position at the end of the present step; `fromX` and `fromY` hold it at the beginning. */
  x: number;
  y: number;
  fromX: number;
  fromY: number;
  vx: number;
  vy: number;
  headingRad: number;
  /** The place to which the person walks. Undefined while the person stands. */
  goal: Goal | undefined;
  /** Time since which the person has come no nearer to the goal. */
  stuckSinceMs: number;
  nearestM: number;
}

/** Position within the present step. `share` is 0 at its beginning and 1 at its end. */
export function xAt(person: Person, share: number): number {
  return person.fromX + (person.x - person.fromX) * share;
}

export function yAt(person: Person, share: number): number {
  return person.fromY + (person.y - person.fromY) * share;
}
