/**
 * All constants of the people tracker. Times are in milliseconds or seconds, lengths in heights of the person's box.
 * One set therefore serves every frame rate, picture size and distance. Scores are on a common scale, on which a
 * detection of 0.95 is nearly always right. See `PeopleTrackerOptions.sureScore`.
 */
export interface TrackerSettings {
  /**
   * Smallest score of a strong detection. Strong ones are assigned first, and only they confirm a person immediately.
   */
  readonly strongScore: number;
  /**
   * Smallest score of a detection that may begin a person, away from other tracks. Weaker detections only continue a
   * person.
   */
  readonly weakestBirth: number;
  /** Sum of strong scores that confirms a person. */
  readonly confirmingScore: number;
  /**
   * A person is also confirmed after `confirmAfterMs` of tracking, if it moves or its best score reaches this. Weaker
   * detections never continue a lost person.
   */
  readonly fairScore: number;
  readonly confirmAfterMs: number;
  /** Time without a match, in ms, after which an unconfirmed person is dropped as noise. */
  readonly unconfirmedLimitMs: number;
  /** Time without a match, in ms, after which a person is lost. A later match counts as track stitching. */
  readonly lostAfterMs: number;
  /** Longest gap of track stitching. After it, the person's track ends. */
  readonly joinLimitMs: number;
  /** Standard deviations of a detection's centre, height and width from the person's true values. */
  readonly placeNoise: number;
  readonly heightNoise: number;
  readonly widthNoise: number;
  /** Standard deviation of a new person's speed, and of its box's growth, per second. */
  readonly startingSpeed: number;
  readonly startingGrowth: number;
  /** Variance that the speed gains per second: sideways, and up or down the picture. */
  readonly agility: number;
  readonly verticalAgility: number;
  /** Variance that the growth of the box's height and width gains per second. */
  readonly heightAgility: number;
  readonly widthAgility: number;
  /** Share of an unseen person's speed and growth that fades per second. */
  readonly speedFade: number;
  readonly growthFade: number;
  /** Before a comparison, boxes are widened by this many standard deviations of the predicted place. */
  readonly slackPerDeviation: number;
  /** Largest widening of boxes before a comparison. */
  readonly maxSlack: number;
  /** Smallest IoU of the widened boxes, for strong and for weak detections. */
  readonly minOverlap: number;
  readonly minOverlapWeak: number;
  /** Smallest ratio of the lower to the higher height for boxes of one person. */
  readonly minHeightRatio: number;
  /** Different heights lower a pair's IoU by up to this share. */
  readonly heightWeight: number;
  /** Log odds that a detection exactly at a lost person's place is that person rather than a new one. */
  readonly stitchOdds: number;
  /**
   * Standard deviation of a lost person's place, in person heights, and its growth per second. The odds of
   * `stitchOdds` fall as the area of that spread grows.
   */
  readonly stitchSpread: number;
  readonly stitchSpreadPerSecond: number;
  /** Standard deviation of the logarithm of a lost person's height. */
  readonly stitchHeight: number;
  /** Time in which the log odds of stitching fall by one. */
  readonly stitchMemoryMs: number;
  /** Amount by which the log odds fall for a person last seen at the picture's edge. */
  readonly edgeOdds: number;
  /** A weak detection starts no track when a better one covers this share of it: it is a second box of one person. */
  readonly doubleShare: number;
  /** Weight of the detection in a shown box. The filter's box has the rest. */
  readonly detectionShare: number;
  /**
   * A hidden person is shown at the predicted place for `hiddenMs`, while another person covers `hiddenShare` of it.
   */
  readonly hiddenMs: number;
  readonly hiddenShare: number;
}

/**
 * Chosen on five public sequences from fixed cameras, with six from moving cameras at a third of the weight.
 * `scripts/bench tracking` also scores each sequence with constants chosen without it.
 */
export const TRACKER_DEFAULTS: TrackerSettings = {
  strongScore: 0.9,
  weakestBirth: 0.6,
  confirmingScore: 0.95,
  fairScore: 0.75,
  confirmAfterMs: 1_000,
  unconfirmedLimitMs: 300,
  lostAfterMs: 2_000,
  joinLimitMs: 4_000,
  placeNoise: 0.08,
  heightNoise: 0.05,
  widthNoise: 0.06,
  startingSpeed: 0.5,
  startingGrowth: 0.2,
  agility: 0.05,
  verticalAgility: 0.06,
  heightAgility: 0.02,
  widthAgility: 0.1,
  speedFade: 0.2,
  growthFade: 20,
  slackPerDeviation: 2,
  maxSlack: 0.8,
  minOverlap: 0.2,
  minOverlapWeak: 0.65,
  minHeightRatio: 0.6,
  heightWeight: 0.6,
  stitchOdds: 2,
  stitchSpread: 0.3,
  stitchSpreadPerSecond: 0.5,
  stitchHeight: 0.15,
  stitchMemoryMs: 1_500,
  edgeOdds: 1.5,
  doubleShare: 0.7,
  detectionShare: 0.3,
  hiddenMs: 200,
  hiddenShare: 0.6,
};
