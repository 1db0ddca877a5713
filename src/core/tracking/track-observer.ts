import type { Censoring } from '../model/fact.ts';
import type { EpochMs, SpaceId } from '../model/ids.ts';
import type { Point } from '../model/shapes.ts';

/**
 * Receives everything that the zones and lines of a space receive, in the same order. An observer can therefore count
 * again under other zones and lines, or show people's positions. Runs for every person in every frame.
 */
export interface TrackObserver {
  /** In pixels of a camera's picture, or metres on the floor. `at` may lie before the newest frame. */
  moved(space: SpaceId, person: number, at: EpochMs, point: Point): void;
  /** `reason` is set when the person was not seen to leave. */
  ended(space: SpaceId, person: number, reason: Censoring | undefined): void;
  /** The space's sensor sees again after a time of not seeing. */
  resumed(space: SpaceId, at: EpochMs): void;
  /** Time has come to `at`. */
  advanced(space: SpaceId, at: EpochMs): void;
}
