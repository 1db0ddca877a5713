import { overlapShare } from './box-overlap.ts';
import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';
import type { TrackList } from './track-list.ts';
import type { TrackerSettings } from './tracker-settings.ts';

/** A box within this distance of a track, in heights of the box, counts as beside the track. */
const COMPANY = 1;

/**
 * Returns whether a free detection may start a new track. A second box of one person may not. A weak box beside a track
 * may not either.
 */
export function mayBegin(
  boxes: Detections,
  n: number,
  tracks: TrackList,
  settings: TrackerSettings,
): boolean {
  const score = boxes.score[n] as number;
  if (score >= settings.strongScore) return true;
  if (score < settings.fairScore && isInCompany(boxes, n, tracks)) return false;
  return !isDouble(boxes, n, settings.doubleShare);
}

/**
 * Returns true when the box lies mostly inside a box with a better score. Also true when it contains most of such a
 * box.
 */
function isDouble(boxes: Detections, n: number, share: number): boolean {
  for (let better = 0; better < n; better++) if (overlapShare(boxes, n, better) >= share) return true;
  return false;
}

/** Returns true for a box beside a track. A weak box there is usually a part of that person. */
function isInCompany(boxes: Detections, n: number, { items, count }: TrackList): boolean {
  const reach = COMPANY * (boxes.height[n] as number);
  const x = boxes.x[n] as number;
  const y = boxes.y[n] as number;
  for (let t = 0; t < count; t++) {
    const track = items[t] as PersonTrack;
    if (Math.abs(track.x.position - x) < reach && Math.abs(track.y.position - y) < reach) return true;
  }
  return false;
}
