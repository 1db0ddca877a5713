import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';
import type { TrackerSettings } from './tracker-settings.ts';

/** When and before what camera a track is stitched. */
export interface StitchMoment {
  readonly at: number;
  /** How many times wilder than before a still camera people's places change. */
  readonly restless: number;
  readonly settings: TrackerSettings;
}

/**
 * Logarithm of the odds that detection `n` is the unseen person and not a new one (hypothesis weights: Reid 1979).
 * Positive odds allow a join. They fall with the distance from the person's last or predicted place, with unlike
 * heights, and with time.
 */
export function stitchOdds(
  track: PersonTrack,
  boxes: Detections,
  n: number,
  { at, restless, settings }: StitchMoment,
): number {
  const { stitchSpread, stitchSpreadPerSecond, stitchHeight, stitchMemoryMs, edgeOdds } = settings;
  const unseenMs = at - track.seenAt;
  const spread = stitchSpread + (stitchSpreadPerSecond * restless * unseenMs) / 1000;
  const away = awayOf(track, boxes.x[n] as number, boxes.y[n] as number) / (spread * track.lastHeight);
  const unlike = Math.log(track.lastHeight / (boxes.height[n] as number)) / stitchHeight;
  const lost = unseenMs / stitchMemoryMs + 2 * Math.log(spread / stitchSpread);
  return settings.stitchOdds - (away * away + unlike * unlike) / 2 - lost - (track.isAtEdge ? edgeOdds : 0);
}

/** How far a place is from the way between where the person was last seen and where it is expected. */
function awayOf({ left, top, lastWidth, lastHeight, x, y }: PersonTrack, toX: number, toY: number): number {
  const aside = toX - left - lastWidth / 2;
  const along = toY - top - lastHeight / 2;
  const wayX = x.position - left - lastWidth / 2;
  const wayY = y.position - top - lastHeight / 2;
  const squared = wayX * wayX + wayY * wayY;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, (aside * wayX + along * wayY) / squared));
  return Math.hypot(aside - share * wayX, along - share * wayY);
}
