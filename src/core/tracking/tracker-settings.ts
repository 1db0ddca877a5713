/**
 * Every constant of the people tracker. Times are in milliseconds or seconds, lengths in heights of the person's own
 * box. One set therefore serves every frame rate, picture size and distance. Scores are on a common scale on which
 * 0.95 is a detection that is nearly always right. See `PeopleTrackerOptions.sureScore`.
 */
export interface TrackerSettings {
  /** Least score of a strong detection. Strong ones are assigned first, and only they confirm a person at once. */
  readonly strongScore: number;
  /** Weakest detection that may begin a person, away from other tracks. Weaker ones only continue one. */
  readonly weakestBirth: number;
  /** Sum of strong scores that confirms a person… */
  readonly confirmingScore: number;
  /** …or `confirmAfterMs` of tracking, if it moves or its best score reaches this. Weaker ones join no lost person. */
  readonly fairScore: number;
  readonly confirmAfterMs: number;
  /** An unconfirmed person whom no detection has matched for longer was noise. */
  readonly unconfirmedLimitMs: number;
  /** A person whom no detection has matched for longer is lost. A later match counts as track stitching. */
  readonly lostAfterMs: number;
  /** Limit of track stitching: the track of a person not seen for longer ends. */
  readonly joinLimitMs: number;
  /** Standard deviations of a detection's centre, height and width from the person's true ones. */
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
  /** Boxes are widened by this many standard deviations of the predicted place before they are compared… */
  readonly slackPerDeviation: number;
  /** …but by at most this. */
  readonly maxSlack: number;
  /** Least IoU of the widened boxes, for strong and for weak detections. */
  readonly minOverlap: number;
  readonly minOverlapWeak: number;
  /** The lower of two heights over the higher one must reach this for the boxes to be one person's. */
  readonly minHeightRatio: number;
  /** Heights that differ weigh against a pair by up to this share of their IoU. */
  readonly heightWeight: number;
  /** Logarithm of the odds that a detection at an unseen person's place is that person and not a new one. */
  readonly stitchOdds: number;
  /** Standard deviation of that place, and its growth a second. The odds fall with the area. */
  readonly stitchSpread: number;
  readonly stitchSpreadPerSecond: number;
  /** Standard deviation of the logarithm of a height. */
  readonly stitchHeight: number;
  /** The odds fall by one, as a logarithm, in this time. */
  readonly stitchMemoryMs: number;
  /** What the odds lose, as a logarithm, for a person last seen at the picture's edge. */
  readonly edgeOdds: number;
  /** A weak detection starts no track when a better one covers this share of it: it is a second box of one person. */
  readonly doubleShare: number;
  /** How much of a shown box is the detection; the rest is the filter's. */
  readonly detectionShare: number;
  /** A hidden person is shown at the predicted place for this long, while another person covers this much of it. */
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
