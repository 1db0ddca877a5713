import type { FloorPlace } from '../geometry/floor-view.ts';
import { boolean, branded, instance, number, numbers, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import { AXIS, AxisFilter } from './axis-filter.ts';
import type { Detections } from './detections.ts';
import type { FrameSize } from './foot-point-estimator.ts';
import { FootPointEstimator, GROUND_POINT } from './foot-point-estimator.ts';
import { MOTION_EVIDENCE, MotionEvidence } from './motion-evidence.ts';
import type { PersonHeightModel } from './person-height-model.ts';
import type { TrackerSettings } from './tracker-settings.ts';

const LEAST_SIDE_PX = 2;
/** A box this near to the picture's edge, in box heights, is where people walk in and out. */
const EDGE_REACH = 0.05;
/** Numbers per pending point: time, x, y, top of the box, and 1 when the feet were below the picture. */
export const PENDING_POINT_STRIDE = 5;
/**
 * Largest number of pending points. Above it, every second point is dropped. That loses little: a person with so many
 * pending points stands still.
 */
const MAX_UNTOLD = 64;

/** The track of one person in one camera's picture: the box, its motion, and the evidence that it is a person. */
export class PersonTrack {
  /** The person's number; 0 until confirmed. */
  person = 0;
  bornAt = 0 as EpochMs;
  seenAt = 0 as EpochMs;
  /** Sum of the strong scores of this track. */
  evidence = 0;
  bestScore = 0;
  /** True when, since the last match, at least one frame had no detection for this track. */
  isMissed = false;
  /** True when the last box ended at the left, right or bottom edge of the picture. */
  isAtEdge = false;
  /** Centre of the box, its height and its width. */
  readonly x = new AxisFilter();
  readonly y = new AxisFilter();
  readonly height = new AxisFilter();
  readonly width = new AxisFilter();
  /** The last detection's box, unfiltered. */
  left = 0;
  top = 0;
  lastWidth = 0;
  lastHeight = 0;
  score = 0;
  readonly ground = new FootPointEstimator();
  readonly motion = new MotionEvidence();
  /**
   * Floor position of the last detection. Undefined for an uncalibrated camera, and after a restart until the next
   * detection.
   */
  place: FloorPlace | undefined;
  /** Pending points, as a flat list. They are held until the person is confirmed and its feet are known. */
  untold: number[] = [];
  /** The detection matched in this frame, or −1, and the range of possible pairs in `Association`. */
  mate = -1;
  firstPair = 0;
  lastPair = 0;

  start(at: EpochMs, boxes: Detections, n: number, settings: TrackerSettings): void {
    const height = boxes.height[n] as number;
    const width = boxes.width[n] as number;
    const place = (settings.placeNoise * height) ** 2;
    const speed = (settings.startingSpeed * height) ** 2;
    const growth = (settings.startingGrowth * height) ** 2;
    this.x.start((boxes.left[n] as number) + width / 2, place, speed);
    this.y.start((boxes.top[n] as number) + height / 2, place, speed);
    this.height.start(height, (settings.heightNoise * height) ** 2, growth);
    this.width.start(width, (settings.widthNoise * height) ** 2, growth);
    this.bornAt = at;
    this.motion.start(boxes.left[n] as number, boxes.top[n] as number, width, height);
    this.#recordBox(at, boxes, n, settings);
  }

  predict(seconds: number, settings: TrackerSettings, restless = 1): void {
    const area = this.height.position ** 2;
    this.x.predict(seconds, settings.agility * restless * area);
    this.y.predict(seconds, settings.verticalAgility * restless * area);
    this.height.predict(seconds, settings.heightAgility * area);
    this.width.predict(seconds, settings.widthAgility * area);
    if (this.isMissed) this.#fade(seconds, settings);
    if (this.height.position < LEAST_SIDE_PX) this.height.position = LEAST_SIDE_PX;
    if (this.width.position < LEAST_SIDE_PX) this.width.position = LEAST_SIDE_PX;
    this.mate = -1;
  }

  /** Squared horizontal distance of a detection from its prediction, divided by the variance of both. */
  findSurprise(boxes: Detections, n: number, { placeNoise }: TrackerSettings): number {
    const away = (boxes.x[n] as number) - this.x.position;
    return (away * away) / (this.x.positionVariance + (placeNoise * this.height.position) ** 2);
  }

  correct(at: EpochMs, boxes: Detections, n: number, settings: TrackerSettings): void {
    const area = this.height.position ** 2;
    const place = settings.placeNoise ** 2 * area;
    this.x.correct((boxes.left[n] as number) + (boxes.width[n] as number) / 2, place);
    this.y.correct((boxes.top[n] as number) + (boxes.height[n] as number) / 2, place);
    this.height.correct(boxes.height[n] as number, settings.heightNoise ** 2 * area);
    this.width.correct(boxes.width[n] as number, settings.widthNoise ** 2 * area);
    this.#recordBox(at, boxes, n, settings);
  }

  /** Finds the ground point of the last detection, `ms` after the previous one. */
  findGround(ms: number, frame: FrameSize | undefined, edge: PersonHeightModel): void {
    const { left, top, lastWidth, lastHeight } = this;
    this.ground.updateBox(left, top, lastWidth, lastHeight, ms, frame, edge);
    if (frame === undefined) return;
    const reach = EDGE_REACH * lastHeight;
    this.isAtEdge =
      left <= reach ||
      left + lastWidth >= frame.widthPx - reach ||
      top + lastHeight >= frame.heightPx - reach;
  }

  holdPoint(): void {
    const { x, y, isOpen } = this.ground;
    this.untold.push(this.seenAt, x, y, this.top, isOpen ? 1 : 0);
    if (this.untold.length > MAX_UNTOLD * PENDING_POINT_STRIDE) this.untold = everySecondPoint(this.untold);
  }

  #fade(seconds: number, { speedFade, growthFade }: TrackerSettings): void {
    const speed = Math.exp(-speedFade * seconds);
    const growth = Math.exp(-growthFade * seconds);
    this.x.fade(speed);
    this.y.fade(speed);
    this.height.fade(growth);
    this.width.fade(growth);
  }

  #recordBox(at: EpochMs, boxes: Detections, n: number, { strongScore }: TrackerSettings): void {
    this.seenAt = at;
    this.isMissed = false;
    this.left = boxes.left[n] as number;
    this.top = boxes.top[n] as number;
    this.lastWidth = boxes.width[n] as number;
    this.lastHeight = boxes.height[n] as number;
    this.score = boxes.score[n] as number;
    if (this.score > this.bestScore) this.bestScore = this.score;
    if (this.score >= strongScore) this.evidence += this.score;
  }
}

export const PERSON_TRACK = instance(
  () => new PersonTrack(),
  row({
    ...{
      person: number,
      bornAt: branded<EpochMs>(),
      seenAt: branded<EpochMs>(),
      evidence: number,
      bestScore: number,
    },
    ...{ isMissed: boolean, isAtEdge: boolean },
    ...{ left: number, top: number, lastWidth: number, lastHeight: number, score: number },
    ...{ x: AXIS, y: AXIS, height: AXIS, width: AXIS, ground: GROUND_POINT, untold: numbers() },
    ...{ motion: MOTION_EVIDENCE },
  }),
);

function everySecondPoint(points: readonly number[]): number[] {
  return points.filter((_, i) => Math.floor(i / PENDING_POINT_STRIDE) % 2 === 0);
}
