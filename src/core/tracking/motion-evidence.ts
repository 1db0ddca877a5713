import { boolean, instance, number, row, tuple } from '../model/codec.ts';

/** Time constant, in ms, of the mean edges. It averages out boxes that vary around one place. */
const MEAN_MS = 1_000;
/** The first place is the mean of the boxes in this time, in ms. */
const SETTLE_MS = 700;
/** A person this far from the first place (in box heights) within WALK_IN_MS walked in. */
const WALKED = 0.25;
const WALK_IN_MS = 3_000;
/**
 * Later, a person walks off when two boxes in a row are away. The second must be further by this share of height. When
 * boxes are swapped, the box jumps away in one step.
 */
const STEP = 0.05;
/**
 * A standing person shifts by at least this share of height (9 cm), for at least SHIFTED_MS. For changes of size, the
 * limit is twice as high.
 */
const SHIFTED = 0.05;
const SHIFTED_MS = 1_000;
/** A shift must exceed this many standard deviations of the noise that remains in the mean. */
const DEVIATIONS = 4;
/** Number of boxes over which the noise of the edges is averaged. */
const FLUTTER_BOXES = 50;

const EDGES = tuple(number, number, number, number);
type Edges = [left: number, top: number, right: number, bottom: number];

/**
 * Detects whether a track has moved as a whole since its first detection. Opposite edges of its box must move the same
 * way, or both sides must grow or shrink. The change must last longer and be larger than noise explains. An edge that
 * moves alone is an occluder. Mannequins, posters, sign boards and cones never move. People walk in, and shift when
 * they stand.
 */
export class MotionEvidence {
  hasMoved = false;
  /** True when the last box, but not yet the mean, is away from the first place. */
  isAway = false;
  from: Edges = [0, 0, 0, 0];
  now: Edges = [0, 0, 0, 0];
  ageMs = 0;
  awayMs = 0;
  flutter = 0;
  /** Distance of the last box from the first place, in box heights. */
  lastShift = 0;
  boxes = 1;
  /** Number of boxes averaged into the first place. */
  firstBoxes = 1;

  start(left: number, top: number, width: number, height: number): void {
    this.hasMoved = false;
    this.isAway = false;
    this.from = [left, top, left + width, top + height];
    this.now = [...this.from];
    this.ageMs = 0;
    this.awayMs = 0;
    this.flutter = 0;
    this.lastShift = 0;
    this.boxes = 1;
    this.firstBoxes = 1;
  }

  /** `gapMs`: time since the previous box. */
  update(left: number, top: number, width: number, height: number, gapMs: number): void {
    if (this.hasMoved) return;
    const ms = Math.min(MEAN_MS, gapMs);
    const box: Edges = [left, top, left + width, top + height];
    this.ageMs += ms;
    const share = Math.max(1 - Math.exp(-ms / MEAN_MS), ms / (this.ageMs + ms));
    this.#average(box, share, height);
    if (this.ageMs <= SETTLE_MS) {
      this.from = [...this.now];
      this.firstBoxes = this.boxes;
    }
    const shift = shiftOf(this.from, box);
    this.isAway = shift >= WALKED;
    const isWalkingOff = this.lastShift >= STEP && shift > this.lastShift + STEP;
    if (this.isAway && (this.ageMs < WALK_IN_MS || isWalkingOff)) this.hasMoved = true;
    this.lastShift = shift;
    const variance = this.flutter * (share / (2 - share) + 1 / this.firstBoxes);
    this.#judge(ms, DEVIATIONS * Math.sqrt(variance));
  }

  /** The first place: left, top, right, bottom. */
  get origin(): readonly [number, number, number, number] {
    return this.from;
  }

  /** Returns true when the track has lasted longer than walking in takes. */
  get isSettled(): boolean {
    return this.ageMs >= WALK_IN_MS;
  }

  #average(box: Edges, share: number, height: number): void {
    let squares = 0;
    for (let n = 0; n < 4; n++) {
      const surprise = (box[n] as number) - (this.now[n] as number);
      squares += (surprise / height) ** 2;
      this.now[n] = (this.now[n] as number) + share * surprise;
    }
    this.boxes += 1;
    this.flutter += (squares / 4 - this.flutter) / Math.min(FLUTTER_BOXES, this.boxes - 1);
  }

  #judge(ms: number, noise: number): void {
    const least = Math.max(SHIFTED, noise);
    const isOff = shiftOf(this.from, this.now) >= least || growthOf(this.from, this.now) >= 2 * least;
    this.awayMs = isOff ? this.awayMs + ms : 0;
    if (this.awayMs >= SHIFTED_MS) this.hasMoved = true;
  }
}

export const MOTION_EVIDENCE = instance(
  () => new MotionEvidence(),
  row({
    ...{ hasMoved: boolean, from: EDGES, now: EDGES, ageMs: number, awayMs: number },
    ...{ flutter: number, boxes: number, firstBoxes: number },
  }),
);

/** Distance that a box moved as a whole, in its heights. Reads by index, because iterators allocate. */
function shiftOf(from: Edges, to: Edges): number {
  const aside = shared(to[0] - from[0], to[2] - from[2]);
  const along = shared(to[1] - from[1], to[3] - from[3]);
  return Math.sqrt(aside * aside + along * along) / (from[3] - from[1]);
}

/** Growth of both sides, as a logarithm; 0 when one grew and the other shrank. */
function growthOf(from: Edges, to: Edges): number {
  const wider = Math.log((to[2] - to[0]) / (from[2] - from[0]));
  return shared(wider, Math.log((to[3] - to[1]) / (from[3] - from[1])));
}

/** Distance that both moved in the same direction; 0 when they moved apart. */
function shared(a: number, b: number): number {
  return a * b <= 0 ? 0 : Math.min(Math.abs(a), Math.abs(b));
}
