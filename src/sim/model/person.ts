import type { Point } from '../../core/model/shapes.ts';

/** Leads to one target from anywhere on the floor. */
export interface Route {
  /** Walking distance in metres, stretched where it is narrow; infinite without a route. */
  costAt(x: number, y: number): number;
  /** Writes the unit direction to walk in into `out`; zero at the target and without a route. */
  direction(x: number, y: number, out: { x: number; y: number }): void;
}

/** Where a person wants to go. */
export interface Goal {
  readonly at: Point;
  /** The way there; absent when it is in reach, in a straight line. */
  readonly way?: Route;
  /** Near enough. */
  readonly withinM: number;
}

export interface Person {
  readonly id: number;
  readonly kind: 'visitor' | 'staff' | 'passer-by';
  /** People who came together have the same. */
  readonly group: number;
  /** Wears a staff badge that the gateway knows. */
  readonly isBadged: boolean;
  readonly heightM: number;
  /** Half the width of the shoulders. */
  readonly radiusM: number;
  readonly desiredMps: number;
  /** At the end of the present step, and at its beginning. */
  x: number;
  y: number;
  fromX: number;
  fromY: number;
  vx: number;
  vy: number;
  headingRad: number;
  /** Walking there; standing about when undefined. */
  goal: Goal | undefined;
  /** Since when there was no progress. */
  stuckSinceMs: number;
  nearestM: number;
}

/** Position between the ends of the present step, `share` from 0 to 1. */
export function xAt(person: Person, share: number): number {
  return person.fromX + (person.x - person.fromX) * share;
}

export function yAt(person: Person, share: number): number {
  return person.fromY + (person.y - person.fromY) * share;
}
