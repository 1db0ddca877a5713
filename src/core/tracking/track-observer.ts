import type { Censoring } from '../model/fact.ts';
import type { EpochMs, SpaceId } from '../model/ids.ts';
import type { Point } from '../model/shapes.ts';

export interface TrackPlace extends Point {
  /** The person's height in the picture, in whole pixels; 0 on the floor. */
  readonly heightPx: number;
}

/**
 * Receives everything that the zones and lines of a space receive, in the same order. An observer can therefore count
 * again under other zones and lines, or show people's positions. Runs for every person in every frame.
 */
export interface TrackObserver {
  /**
   * Reports a position in pixels of a camera's picture, or metres on the floor. `at` may lie before the newest frame.
   */
  moved(space: SpaceId, person: number, at: EpochMs, place: TrackPlace): void;
  /** `reason` is set when the end is censored: the person was not seen to leave. */
  ended(space: SpaceId, person: number, reason: Censoring | undefined): void;
  /** The space's sensor sees again after an outage. */
  resumed(space: SpaceId, at: EpochMs): void;
  /** Time has advanced to `at`. */
  advanced(space: SpaceId, at: EpochMs): void;
}
