import { iouAt } from './box-overlap.ts';
import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';

/** A box with at least this IoU with the track's first place is the object that stood there. */
const STILL_THERE_IOU = 0.5;

/**
 * Returns true when a long-standing track leaves its first place and a box remains there. That box is an object, and
 * the track has switched to a person who passed it.
 */
export function hasPassedThing({ motion, mate }: PersonTrack, boxes: Detections): boolean {
  if (motion.hasMoved || !motion.isAway || !motion.isSettled) return false;
  const [left, top, right, bottom] = motion.origin;
  const [x, y, width, height] = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
  const found = boxes.findNear(x, y, width, height);
  for (let i = 0; i < found; i++) {
    const n = boxes.near[i] as number;
    if (n !== mate && iouAt(x, y, width, height, 0, boxes, n) >= STILL_THERE_IOU) return true;
  }
  return false;
}
