import type { Direction } from '../model/crossing.ts';
import type { DoorCounted } from '../model/door-fact.ts';
import type { Json } from '../model/ids.ts';
import type { DoorSummary } from '../model/window-summary.ts';

/** Relative error by direction, as far as known. */
export type DoorErrors = { readonly [D in Direction]?: number };

/** Returns the relative error of one direction. Windows of earlier versions have one error for both directions. */
export function getError(door: DoorSummary, direction: Direction): number | null {
  const { errorShare, errorShareOut = null } = door;
  return direction === 'in' ? errorShare : (errorShareOut ?? errorShare);
}

/** Notes the latest error of a door's count in one direction. */
export function noteError(
  errors: DoorErrors[],
  door: number,
  { direction, errorShare }: Pick<DoorCounted, 'direction' | 'errorShare'>,
): void {
  errors[door] = { ...errors[door], [direction]: errorShare };
}

/** Reads errors from a checkpoint. Earlier versions have one number for both directions. */
export function restoreErrors(saved: Json | undefined): DoorErrors {
  return typeof saved === 'number' ? { in: saved, out: saved } : ((saved ?? {}) as DoorErrors);
}
