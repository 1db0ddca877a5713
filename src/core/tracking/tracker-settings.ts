/**
 * Every constant of the people tracker. Times are in milliseconds or seconds, lengths in heights of the person's
 * own box, so one set serves every frame rate, picture size and distance.
 */
export interface TrackerSettings {
  /** Weakest score that may begin a person; weaker boxes only continue one. */
  readonly strongScore: number;
  /** A person not seen for longer counts as lost: found again, it was joined. */
  readonly lostAfterMs: number;
  /** Declared limit of stitching: a person not seen for longer has ended. */
  readonly joinLimitMs: number;
  /** An unconfirmed person not seen for longer was noise. */
  readonly unconfirmedLimitMs: number;
  /** Sum of scores that confirms a person. */
  readonly confirmingScore: number;
  /** Standard deviation of a box's centre, height and width around the person's. */
  readonly boxNoise: number;
  /** Standard deviation of a new person's speed, a second. */
  readonly startingSpeed: number;
  /** Standard deviation of how fast a new person's box grows, a second. */
  readonly startingGrowth: number;
  /** Variance that the speed gains a second. */
  readonly agility: number;
  /** Variance that the growth of height and width gains a second. */
  readonly growthAgility: number;
  /** Boxes are widened by this many standard deviations of the predicted place before they are compared… */
  readonly slackPerDeviation: number;
  /** …but by no more than this. */
  readonly maxSlack: number;
  /** Least overlap of the widened boxes: strong detections, weak ones, and any that join a lost person. */
  readonly minOverlap: number;
  readonly minOverlapWeak: number;
  readonly minOverlapLost: number;
  /** The lower of the two heights over the higher one must reach this. */
  readonly minHeightRatio: number;
}

export const TRACKER_DEFAULTS: TrackerSettings = {
  strongScore: 0.6,
  lostAfterMs: 600,
  joinLimitMs: 2_000,
  unconfirmedLimitMs: 500,
  confirmingScore: 1,
  boxNoise: 0.05,
  startingSpeed: 0.8,
  startingGrowth: 0.1,
  agility: 0.25,
  growthAgility: 0.02,
  slackPerDeviation: 0.6,
  maxSlack: 0.5,
  minOverlap: 0.2,
  minOverlapWeak: 0.35,
  minOverlapLost: 0.25,
  minHeightRatio: 0.5,
};
