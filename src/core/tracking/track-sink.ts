import type { EpochMs } from '../model/ids.ts';

/**
 * Receives a tracker's people. A person's points come in time order. When a person is confirmed late, the earlier
 * points follow then, so `at` may lie before the current frame.
 */
export interface TrackSink {
  /**
   * The person was detected at this ground point (pixels of the camera's picture, or metres on the floor). `headY` is
   * the picture row of the top of the head; undefined on the floor.
   */
  moved(person: number, at: EpochMs, x: number, y: number, headY?: number): void;
  /** The person was lost for `gapMs` and found again; its points continue under the same number. */
  joined(person: number, at: EpochMs, gapMs: number): void;
  /** The person was last seen at `at` and can no longer be joined to anything. */
  ended(person: number, at: EpochMs, reason: 'lost' | 'frame-edge'): void;
}
