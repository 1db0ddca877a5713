import { distanceToSegment, whichSide } from '../geometry/polygon.ts';
import type { EpochMs } from '../model/ids.ts';
import type { LineModel } from '../model/store-model.ts';
import type { TrackPoint } from './visit-stitcher.ts';

/**
 * In a picture the margin is a share of the person's height, because a box shakes by its size. Chosen among 20 pairs
 * on eleven recorded sequences (MOT Challenge 2015). It misses no more passages there than a margin of 1.5 % of the
 * picture's width. A person who stands on a line for five minutes is not counted, whose boxes shake by 3.6 %.
 * From straight above a box tells nothing of height: there a usual person's metres in the picture stand for it.
 */
const FAR_OF_HEIGHT = 0.15;
const NEAR_OF_HEIGHT = 0.06;
/** Who is beyond the near margin for this long is on that side. */
const NEAR_MS = 800;

export type Side = -1 | 0 | 1;

/** Since when all points were on one side, beyond the near margin. */
export interface NearSide {
  readonly side: -1 | 1;
  readonly since: EpochMs;
}

/** 1 on the "in" side, -1 on the "out" side, however near. Picture and plan have y downwards. */
export function sideAt(line: LineModel, x: number, y: number): Side {
  const side = whichSide(line.from, line.to, x, y);
  if (side === 0) return 0;
  const isRight = side > 0;
  return isRight === (line.inSide === 'right') ? 1 : -1;
}

/** The side on which a person is beyond the margin; 0 too near to the line. */
export function clearSide(line: LineModel, x: number, y: number, heightPx: number): Side {
  const height = heightAt(line, heightPx);
  const margin = height === undefined ? line.hysteresis : FAR_OF_HEIGHT * height;
  return distanceToSegment(line.from, line.to, x, y) < margin ? 0 : sideAt(line, x, y);
}

/** The next `NearSide`: the known one while the person stays on its side. */
export function followNear(
  line: LineModel,
  known: NearSide | undefined,
  { at, x, y }: TrackPoint,
  heightPx: number,
): NearSide | undefined {
  const height = heightAt(line, heightPx);
  if (height === undefined) return undefined;
  if (distanceToSegment(line.from, line.to, x, y) < NEAR_OF_HEIGHT * height) return undefined;
  const side = sideAt(line, x, y);
  if (side === 0) return undefined;
  return known?.side === side ? known : { side, since: at };
}

/** The side of a person who has stayed beyond the near margin; 0 before. */
export function stayedSide(near: NearSide | undefined, at: EpochMs): Side {
  return near !== undefined && at - near.since >= NEAR_MS ? near.side : 0;
}

/** In pixels; undefined where the line's margin does not go by it, or nothing tells it. */
function heightAt({ marginByHeight, personHeightPx }: LineModel, heightPx: number): number | undefined {
  const height = personHeightPx ?? heightPx;
  return marginByHeight === true && height > 0 ? height : undefined;
}
