import { findCrossing } from '../geometry/polygon.ts';
import type { Codec, TypeOf } from '../model/codec.ts';
import {
  branded,
  choice,
  knownOnly,
  list,
  maybe,
  nullable,
  number,
  ordinalCodec,
  row,
} from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, LineId, SpaceId } from '../model/ids.ts';
import type { Point } from '../model/shapes.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { LineModel, StoreModel } from '../model/store-model.ts';
import { beginsAt, clearSide, endsAt, followNear, sideAt, stayedSide } from './line-side.ts';
import type { TrackPoint } from './visit-stitcher.ts';

/** State of one person at one line. Checkpoints save line ids, because lines may be added or removed. */
const passageOf = (line: Codec<number>) =>
  row({
    line,
    /** Last side on which the person was clear of the line: 1 is "in", −1 is "out". */
    side: choice(-1, 1),
    /** Last position of the person. */
    x: number,
    y: number,
    /** Number of times the track has cut the line since `side` was set: towards "in" minus towards "out". */
    cuts: number,
    /** Last point of the track, for lines at which the end of a track decides. */
    last: maybe(row({ at: branded<EpochMs>(), x: number, y: number, heightPx: number })),
    /** Side beyond the near margin, for lines whose margin depends on the person's height. */
    near: maybe(row({ side: choice(-1, 1), since: branded<EpochMs>() })),
    /** Time at which the track came back across the line. Set until the person is clearly on that side. */
    backAt: maybe(branded<EpochMs>()),
    /** A crossing that may still be taken back. */
    pending: nullable(row({ at: branded<EpochMs>(), direction: choice('in', 'out'), x: number, y: number })),
  });
type Passage = TypeOf<ReturnType<typeof passageOf>>;
const NEW_PASSAGE = { last: undefined, near: undefined, backAt: undefined, pending: null } as const;

/** A person crossed a line in this direction. */
export interface LineTouch {
  readonly person: number;
  readonly direction: 'in' | 'out';
  readonly at: EpochMs;
  /** True when this crossing takes back an earlier one in the other direction, which has not settled yet. */
  readonly isReturn: boolean;
}

/** Receives a crossing immediately, before it settles. */
export type TouchSink = (line: LineId, touch: LineTouch) => void;

/**
 * Turns positions into directed line crossings, for all lines of one space. A crossing needs a point clearly beyond the
 * line on each side, so jitter on the line does not count. The track between them must cut the line; of two joined
 * lines it cuts one. A person who is back within the U-turn time takes the crossing back. A tolerant line needs one
 * clear side only. People may then be found or lost on the line, and may pass its ends by the margin.
 */
export class LineCrossings implements Checkpointed {
  readonly #lines: readonly LineModel[];
  /** Segment that a track must cut for each line. For a tolerant line, it is longer than the drawn line. */
  readonly #spans: readonly Span[];
  readonly #emit: FactSink;
  readonly #touched: TouchSink;
  readonly #passages = new Map<number, Passage[]>();
  readonly #pendingPeople = new Set<number>();
  readonly state: StatePart;

  constructor(model: StoreModel, space: SpaceId, emit: FactSink, touched: TouchSink = () => undefined) {
    this.#lines = model.lines.filter((line) => line.space === space);
    this.#spans = this.#lines.map(spanOf);
    this.#emit = emit;
    this.#touched = touched;
    const passages = knownOnly(passageOf(ordinalCodec(this.#lines)), ({ line }) => line >= 0);
    this.state = held(
      list(row({ person: number, passages })),
      () => Array.from(this.#passages, ([person, passages]) => ({ person, passages })),
      (people) => this.#replace(people),
    );
  }

  #replace(people: readonly { readonly person: number; readonly passages: Passage[] }[]): void {
    this.#passages.clear();
    this.#pendingPeople.clear();
    for (const { person, passages } of people) {
      this.#passages.set(person, passages);
      if (passages.some(({ pending }) => pending !== null)) this.#pendingPeople.add(person);
    }
  }

  /** Adds a position. `heightPx` is the person's height in the picture; 0 means unknown. */
  moved(person: number, at: EpochMs, x: number, y: number, heightPx = 0): void {
    if (this.#lines.length === 0) return;
    const passages = this.#getPassages(person);
    this.#lines.forEach((line, i) => {
      const passage = passages.find((candidate) => candidate.line === i);
      if (passage === undefined) {
        const side = line.isTolerant === true ? sideAt(line, x, y) : clearSide(line, x, y, heightPx);
        if (side !== 0) {
          passages.push({ line: i, side, x, y, cuts: 0, ...NEW_PASSAGE });
          if (line.isTolerant === true && beginsAt(line, x, y, heightPx)) this.#broke(line, person, at);
        }
      } else {
        this.#follow(person, passage, { at, x, y }, heightPx);
      }
    });
  }

  /** Emits the crossings that were not taken back in time. */
  advance(at: EpochMs): void {
    for (const person of this.#pendingPeople) this.#settle(person, at);
  }

  ended(person: number): void {
    for (const passage of this.#passages.get(person) ?? []) {
      const line = this.#lines[passage.line];
      if (passage.last === undefined || line === undefined) continue;
      const { at, x, y, heightPx } = passage.last;
      if (line.isTolerant === true && endsAt(line, x, y, heightPx)) this.#broke(line, person, at);
      const side = line.isTolerant === true ? sideAt(line, x, y) : passage.near?.side;
      if (side) this.#pass(person, passage, side, passage.last);
    }
    for (const passage of this.#passages.get(person) ?? []) passage.backAt = undefined;
    this.#settle(person, Number.POSITIVE_INFINITY as EpochMs);
    this.#passages.delete(person);
    this.#pendingPeople.delete(person);
  }

  #broke({ id: line }: LineModel, person: number, at: EpochMs): void {
    this.#emit({ kind: 'TrackBrokenAtLine', at, line, person });
  }

  #getPassages(person: number): Passage[] {
    let passages = this.#passages.get(person);
    if (passages === undefined) {
      passages = [];
      this.#passages.set(person, passages);
    }
    return passages;
  }

  #follow(person: number, passage: Passage, { at, x, y }: TrackPoint, heightPx: number): void {
    const [line, span] = [this.#lines[passage.line], this.#spans[passage.line]];
    if (line === undefined || span === undefined) return;
    // For these lines, the end of the track decides when no point was clear of the line.
    if (line.isTolerant === true || line.marginByHeight === true) passage.last = { at, x, y, heightPx };
    passage.cuts += span.inSign * findCrossing(span.from, span.to, passage, { x, y });
    passage.x = x;
    passage.y = y;
    passage.backAt = passage.cuts * passage.side < 0 ? (passage.backAt ?? at) : undefined;
    passage.near = followNear(line, passage.near, { at, x, y }, heightPx);
    const side = clearSide(line, x, y, heightPx) || stayedSide(passage.near, at);
    if (side !== 0) this.#pass(person, passage, side, { at, x, y });
  }

  #pass(person: number, passage: Passage, side: -1 | 1, { at, x, y }: TrackPoint): void {
    if (side !== passage.side && passage.cuts * side > 0) {
      this.#settle(person, at);
      const direction = side === 1 ? 'in' : 'out';
      const isReturn = passage.pending !== null && passage.pending.direction !== direction;
      passage.pending = isReturn ? null : { at, direction, x, y };
      if (!isReturn) this.#pendingPeople.add(person);
      const line = this.#lines[passage.line];
      if (line !== undefined) this.#touched(line.id, { person, direction, at, isReturn });
    }
    passage.side = side;
    passage.cuts = 0;
    passage.backAt = undefined;
  }

  #settle(person: number, at: EpochMs): void {
    let isWaiting = false;
    for (const passage of this.#passages.get(person) ?? []) {
      const line = this.#lines[passage.line];
      if (passage.pending === null || line === undefined) continue;
      // The U-turn time stops while a person is on the way back, until that person is clearly on one side.
      const { backAt = at } = passage;
      if (backAt - passage.pending.at <= line.thresholds.lineReturnMs) {
        isWaiting = true;
        continue;
      }
      this.#emit({ kind: 'LineCrossed', line: line.id, person, ...passage.pending });
      passage.pending = null;
    }
    if (!isWaiting) this.#pendingPeople.delete(person);
  }
}

interface Span {
  /** 1 when "in" is on the positive side of from→to, otherwise −1. */
  readonly inSign: -1 | 1;
  readonly from: Point;
  readonly to: Point;
}

function spanOf({ from, to, inSide, hysteresis, isTolerant }: LineModel): Span {
  const inSign = inSide === 'right' ? 1 : -1;
  if (isTolerant !== true) return { inSign, from, to };
  const share = hysteresis / Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [share * (to.x - from.x), share * (to.y - from.y)];
  return { inSign, from: { x: from.x - dx, y: from.y - dy }, to: { x: to.x + dx, y: to.y + dy } };
}
