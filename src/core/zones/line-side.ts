import { distanceToSegment, whichSide } from '../geometry/polygon.ts';
import type { EpochMs } from '../model/ids.ts';
import type { LineModel } from '../model/store-model.ts';
import type { TrackPoint } from './visit-stitcher.ts';

/**
 * Margins in a picture as shares of the person's height, because the jitter of a box grows with its size. Chosen among
 * 20 pairs on eleven recorded sequences (MOT Challenge 2015). There they miss no more passages than a margin of 1.5 %
 * of the picture's width. A person whose box jitters by 3.6 % on a line for 5 minutes is not counted. From straight
 * above, the box shows no height: a usual person's size in the picture replaces it.
 */
const FAR_OF_HEIGHT = 0.15;
const NEAR_OF_HEIGHT = 0.06;
/**
 * A track that begins or ends this close to a line probably broke on the way through. In heights of the person. On odd
 * seeds of a boutique and a supermarket, 5 % of such tracks were of people who passed outside. Anything from .35 to .5
 * finds the same ones.
 */
const BROKEN_OF_HEIGHT = 0.4;
/** Time that a person must stay beyond the near margin to count as on that side. */
const NEAR_MS = 800;

export type Side = -1 | 0 | 1;

/** Time since which all points were beyond the near margin on one side. */
export interface NearSide {
  readonly side: -1 | 1;
  readonly since: EpochMs;
}

/** Returns 1 on the "in" side, −1 on the "out" side. In pictures and plans, y grows downwards. */
export function sideAt(line: LineModel, x: number, y: number): Side {
  const side = whichSide(line.from, line.to, x, y);
  if (side === 0) return 0;
  const isRight = side > 0;
  return isRight === (line.inSide === 'right') ? 1 : -1;
}

/** Returns the side of a person beyond the margin; 0 when the person is nearer to the line. */
export function clearSide(line: LineModel, x: number, y: number, heightPx: number): Side {
  const height = heightAt(line, heightPx);
  const margin = height === undefined ? line.hysteresis : FAR_OF_HEIGHT * height;
  return distanceToSegment(line.from, line.to, x, y) < margin ? 0 : sideAt(line, x, y);
}

/** Returns whether a track that begins here broke on its way through the line. */
export function beginsAt(line: LineModel, x: number, y: number, heightPx: number): boolean {
  const height = heightAt(line, heightPx);
  const reach = height === undefined ? line.hysteresis : BROKEN_OF_HEIGHT * height;
  return distanceToSegment(line.from, line.to, x, y) <= reach;
}

/**
 * Returns whether a track that ends here broke on its way through the line. It did not if it is clear of it outside. A
 * person who walks away is placed too near the camera, and may seem to end at a door.
 */
export function endsAt(line: LineModel, x: number, y: number, heightPx: number): boolean {
  return beginsAt(line, x, y, heightPx) && clearSide(line, x, y, heightPx) !== -1;
}

/** Returns the next `NearSide`; unchanged while the person stays on that side. */
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

/** Returns the side on which a person has stayed beyond the near margin for `NEAR_MS`; 0 before that. */
export function stayedSide(near: NearSide | undefined, at: EpochMs): Side {
  return near !== undefined && at - near.since >= NEAR_MS ? near.side : 0;
}

/** Height in pixels. Undefined when the line's margin does not depend on the height, or when the height is unknown. */
function heightAt({ marginByHeight, personHeightPx }: LineModel, heightPx: number): number | undefined {
  const height = personHeightPx ?? heightPx;
  return marginByHeight === true && height > 0 ? height : undefined;
}
