import type { TypeOf } from '../model/codec.ts';
import { boolean, number, row } from '../model/codec.ts';
import type { CrossingSink } from '../model/crossing.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, heldObject } from '../model/state-part.ts';
import { BeamPairDecoder } from './beam-pair-decoder.ts';

/** A distance below this share of the empty doorway's is a person (Roode's default is 0.85). */
const ENTER_SHARE = 0.8;
/** Above this share the person has left. The gap to `ENTER_SHARE` absorbs noise at the edge of a shoulder. */
const LEAVE_SHARE = 0.86;
/**
 * The learned empty distance falls slowly (a mat, a box that stays). It rises fast, because any larger distance shows
 * that it was too small.
 */
const SINK_PER_S = 0.002;
const RISE_PER_S = 0.5;
/** Shorter distances are the sensor's housing or a spider. */
const MIN_MM = 40;

const HALF = row({
  /** Distance in the empty doorway. */
  emptyMm: number,
  isTaken: boolean,
});
type Half = TypeOf<typeof HALF>;

/**
 * Turns two distances over a doorway into crossings. A half is occupied while an object is clearly nearer than the
 * floor; the floor's distance is learned. The order in which the halves become occupied and free gives the direction,
 * as with two beams.
 */
export class RangePathDecoder implements Checkpointed {
  readonly state: StatePart;
  readonly #path: BeamPairDecoder;
  readonly #outer: Half = { emptyMm: 0, isTaken: false };
  readonly #inner: Half = { emptyMm: 0, isTaken: false };
  #lastAt: number | undefined;
  #nearestMm = Number.POSITIVE_INFINITY;

  constructor(sensor: SensorId, sink: CrossingSink) {
    // With a few dozen measurements per second, the sensor is too slow to show flicker, so no filter is needed.
    this.#path = new BeamPairDecoder(sensor, sink, { minBreakMs: 0 }, ({ from, to, transitMs }) => {
      const nearestMm = this.#nearestMm;
      this.#nearestMm = Number.POSITIVE_INFINITY;
      return { kind: 'ranges', transitMs, blockedMs: to - from, nearestMm };
    });
    const [outer, inner] = [heldObject(HALF, this.#outer), heldObject(HALF, this.#inner)];
    this.state = composed({ path: this.#path.state, outer, inner });
  }

  acceptRanges(outerMm: number, innerMm: number, at: EpochMs): void {
    const elapsedS = this.#lastAt === undefined ? 0 : Math.max(0, at - this.#lastAt) / 1000;
    this.#lastAt = at;
    this.#nearestMm = Math.min(this.#nearestMm, outerMm, innerMm);
    const outer = follow(this.#outer, outerMm, elapsedS);
    const inner = follow(this.#inner, innerMm, elapsedS);
    this.#path.acceptEdge('a', outer, at);
    this.#path.acceptEdge('b', inner, at);
    this.#path.advance(at);
    if (!outer && !inner) this.#nearestMm = Number.POSITIVE_INFINITY;
  }

  advance(at: EpochMs): void {
    this.#path.advance(at);
  }

  reset(): void {
    this.#path.reset();
    this.#lastAt = undefined;
  }
}

function follow(half: Half, mm: number, elapsedS: number): boolean {
  if (mm < MIN_MM) return half.isTaken;
  if (half.emptyMm === 0) half.emptyMm = mm;
  const share = mm / half.emptyMm;
  half.isTaken = share < (half.isTaken ? LEAVE_SHARE : ENTER_SHARE);
  if (mm > half.emptyMm) half.emptyMm += (mm - half.emptyMm) * Math.min(1, RISE_PER_S * elapsedS);
  else half.emptyMm -= (half.emptyMm - mm) * Math.min(1, SINK_PER_S * elapsedS);
  return half.isTaken;
}
