import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';
import type { TrackerSettings } from './tracker-settings.ts';

/**
 * Logarithm of the odds that a detection is a lost person rather than a new one (hypothesis weights: Reid 1979).
 * Positive odds allow a join. They fall with the distance from the person's last or predicted place, with different
 * heights, and with time.
 */
export class StitchOdds {
  readonly #settings: TrackerSettings;
  #track: PersonTrack | undefined;
  #spread = 0;
  /** The part of the log odds lost with time. */
  #lost = 0;
  #edge = 0;

  constructor(settings: TrackerSettings) {
    this.#settings = settings;
  }

  /**
   * Selects the person; false when no detection can have positive odds. `restless`: factor on how fast the place
   * becomes uncertain, 1 for a fixed camera.
   */
  load(track: PersonTrack, at: number, restless: number): boolean {
    const { stitchOdds, stitchSpread, stitchSpreadPerSecond, stitchMemoryMs, edgeOdds } = this.#settings;
    const unseenMs = at - track.seenAt;
    this.#track = track;
    this.#spread = stitchSpread + (stitchSpreadPerSecond * restless * unseenMs) / 1000;
    this.#lost = unseenMs / stitchMemoryMs + 2 * Math.log(this.#spread / stitchSpread);
    this.#edge = track.isAtEdge ? edgeOdds : 0;
    return stitchOdds - this.#lost - this.#edge > 0;
  }

  of(boxes: Detections, n: number): number {
    const track = this.#track as PersonTrack;
    const { stitchOdds, stitchHeight } = this.#settings;
    const away =
      awayOf(track, boxes.x[n] as number, boxes.y[n] as number) / (this.#spread * track.lastHeight);
    const unlike = Math.log(track.lastHeight / (boxes.height[n] as number)) / stitchHeight;
    return stitchOdds - (away * away + unlike * unlike) / 2 - this.#lost - this.#edge;
  }
}

/** Distance of a place from the line between the person's last place and the predicted one. */
function awayOf({ left, top, lastWidth, lastHeight, x, y }: PersonTrack, toX: number, toY: number): number {
  const aside = toX - left - lastWidth / 2;
  const along = toY - top - lastHeight / 2;
  const wayX = x.position - left - lastWidth / 2;
  const wayY = y.position - top - lastHeight / 2;
  const squared = wayX * wayX + wayY * wayY;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, (aside * wayX + along * wayY) / squared));
  return Math.hypot(aside - share * wayX, along - share * wayY);
}
