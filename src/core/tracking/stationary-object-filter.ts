import type { TypeOf } from '../model/codec.ts';
import { bit, branded, list, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import { BOX_STRIDE } from './detections.ts';

const LOOK_EVERY_MS = 5_000;
/**
 * IoU of boxes of a stationary object. Sooner or later, a standing or sitting person leans and turns more than that.
 */
const SAME_IOU = 0.85;
/** Smallest share of looks (one every 5 s) that detect a stationary object. Detectors miss it in some frames. */
const MIN_SEEN_SHARE = 0.5;
/** A passer-by has left the place after this many looks: one every 5 s, for one minute. */
const PASSING_LOOKS = 12;
/** The place of an object is the mean over this many looks, one every 5 s. */
const MEAN_LOOKS = 24;
/**
 * If a place is free for this many looks (two minutes), it held a person, not an object. No detector misses an object
 * for so long.
 */
const AWAY_LOOKS = 24;
/** A person who was seen to walk to a place gets this many times as long to leave it. */
const WALKER_PATIENCE = 4;
/** An object unseen for this long counts as removed. */
const FORGET_MS = 7 * 24 * 3_600_000;
const MAX_SPOTS = 256;

const SPOT = row({
  ...{ left: number, top: number, width: number, height: number },
  ...{ looks: number, seen: number, lastAt: branded<EpochMs>(), isStill: bit },
  /** Number of looks in a row in which the place was free. */
  away: number,
});
type Spot = TypeOf<typeof SPOT>;

/** Both methods get the middle of a box, in pixels. */
export interface StillListener {
  /** A stationary object was found at (x, y). */
  found(at: EpochMs, x: number, y: number): void;
  /** Returns whether a person who has walked is at (x, y). */
  isWalker(x: number, y: number): boolean;
}

/**
 * Filters mannequins, posters and cut-outs: boxes that a detector finds unchanged at one place for an hour. Later
 * frames drop them by place alone, so that a person in front of such an object stays visible.
 */
export class StationaryObjectFilter implements Checkpointed {
  readonly #neededLooks: number;
  readonly #listener: StillListener;
  #spots: Spot[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #hasStill = false;
  readonly state = held(
    list(SPOT),
    () => this.#spots,
    (spots) => {
      this.#spots = spots;
      this.#hasStill = spots.some(({ isStill }) => isStill);
    },
  );

  /** `afterMs`: time without motion after which a box is a stationary object. */
  constructor(afterMs: number, listener: StillListener) {
    this.#neededLooks = Math.ceil(afterMs / LOOK_EVERY_MS);
    this.#listener = listener;
  }

  /** Returns the boxes that may be people. Runs once per frame. Without stationary objects it costs one comparison. */
  removeStationary(at: EpochMs, boxes: readonly number[]): readonly number[] {
    if (at - this.#lookedAt >= LOOK_EVERY_MS) this.#look(at, boxes);
    if (!this.#hasStill || boxes.length === 0) return boxes;
    const left = new Set<number>();
    for (const spot of this.#spots) {
      const n = spot.isStill ? bestBox(spot, boxes) : -1;
      if (n >= 0) left.add(n);
    }
    if (left.size === 0) return boxes;
    return boxes.filter((_, i) => !left.has(i - (i % BOX_STRIDE)));
  }

  #look(at: EpochMs, boxes: readonly number[]): void {
    this.#lookedAt = at;
    const taken = new Set<number>();
    for (const spot of this.#spots) {
      spot.looks += 1;
      const n = bestBox(spot, boxes);
      if (n < 0) miss(spot, boxes);
      if (n < 0 || taken.has(n)) continue;
      taken.add(n);
      this.#recognise(spot, boxes, n, at);
    }
    this.#spots = this.#spots.filter((spot) => isWorthKeeping(spot, at));
    for (let n = 0; n < boxes.length && this.#spots.length < MAX_SPOTS; n += BOX_STRIDE) {
      if (!taken.has(n)) this.#spots.push(spotAt(boxes, n, at));
    }
    this.#hasStill = this.#spots.some(({ isStill }) => isStill);
  }

  #recognise(spot: Spot, boxes: readonly number[], n: number, at: EpochMs): void {
    const share = 1 / Math.min(MEAN_LOOKS, spot.seen + 1);
    spot.left += share * ((boxes[n] ?? 0) - spot.left);
    spot.top += share * ((boxes[n + 1] ?? 0) - spot.top);
    spot.width += share * ((boxes[n + 2] ?? 0) - spot.width);
    spot.height += share * ((boxes[n + 3] ?? 0) - spot.height);
    spot.seen += 1;
    spot.away = 0;
    spot.lastAt = at;
    if (spot.isStill || spot.seen < this.#neededLooks) return;
    const [x, y] = [spot.left + spot.width / 2, spot.top + spot.height / 2];
    if (spot.seen < WALKER_PATIENCE * this.#neededLooks && this.#listener.isWalker(x, y)) return;
    spot.isStill = true;
    this.#listener.found(at, x, y);
  }
}

function spotAt(boxes: readonly number[], n: number, at: EpochMs): Spot {
  const [left = 0, top = 0, width = 0, height = 0] = boxes.slice(n, n + 4);
  return { left, top, width, height, looks: 1, seen: 1, lastAt: at, isStill: false, away: 0 };
}

/** Handles a look that finds no box of the object. Another box may be in front of it. */
function miss(spot: Spot, boxes: readonly number[]): void {
  if (spot.isStill || isCovered(spot, boxes)) return;
  spot.away += 1;
  if (spot.away >= AWAY_LOOKS) [spot.looks, spot.seen] = [PASSING_LOOKS, 0];
}

function isCovered({ left, top, width, height }: Spot, boxes: readonly number[]): boolean {
  for (let n = 0; n + BOX_STRIDE <= boxes.length; n += BOX_STRIDE) {
    const [boxLeft = 0, boxTop = 0, boxWidth = 0, boxHeight = 0] = boxes.slice(n, n + 4);
    const isBeside = boxLeft >= left + width || left >= boxLeft + boxWidth;
    if (!isBeside && boxTop < top + height && top < boxTop + boxHeight) return true;
  }
  return false;
}

function isWorthKeeping({ looks, seen, isStill, lastAt }: Spot, at: EpochMs): boolean {
  if (isStill) return at - lastAt < FORGET_MS;
  return looks < PASSING_LOOKS || seen >= MIN_SEEN_SHARE * looks;
}

/** Index in the list of the box most similar to the spot; −1 for none. */
function bestBox(spot: Spot, boxes: readonly number[]): number {
  let best = -1;
  let most = SAME_IOU;
  for (let n = 0; n + BOX_STRIDE <= boxes.length; n += BOX_STRIDE) {
    const overlap = iou(spot, boxes, n);
    if (overlap >= most) [best, most] = [n, overlap];
  }
  return best;
}

function iou({ left, top, width, height }: Spot, boxes: readonly number[], n: number): number {
  const [otherLeft = 0, otherTop = 0, otherWidth = 0, otherHeight = 0] = [
    boxes[n],
    boxes[n + 1],
    boxes[n + 2],
    boxes[n + 3],
  ];
  const wide = Math.min(left + width, otherLeft + otherWidth) - Math.max(left, otherLeft);
  const high = Math.min(top + height, otherTop + otherHeight) - Math.max(top, otherTop);
  if (wide <= 0 || high <= 0) return 0;
  const both = wide * high;
  return both / (width * height + otherWidth * otherHeight - both);
}
