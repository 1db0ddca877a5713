import type { Codec } from '../model/codec.ts';
import { boolean, maybe, number, row } from '../model/codec.ts';
import type { CrossingEvidence, CrossingSink } from '../model/crossing.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedList, heldObject } from '../model/state-part.ts';
import { BeamFlickerDetector } from './beam-flicker-detector.ts';
import { GlitchFilter } from './glitch-filter.ts';
import type { Passage } from './passage.ts';
import { PassageTracker } from './passage.ts';
import { SameBodyClassifier } from './same-body-classifier.ts';

export type Beam = 'a' | 'b';

export interface BeamPairOptions {
  /** Breaks of a beam, and gaps between breaks, that are shorter than this are flicker. */
  readonly minBreakMs: number;
  /** A beam that is broken for longer than this is stuck. */
  readonly stuckMs: number;
}

const DEFAULTS: BeamPairOptions = { minBreakMs: 20, stuckMs: 120_000 };

/** Longest time between the breaks of two beams that are farther apart than a body is deep. */
const MAX_STRIDE_MS = 2_500;

interface Touch {
  readonly from: number;
  readonly to: number;
}

/** Builds a crossing's evidence from the measurements of one passage. */
export type PassageEvidence = (passage: Passage) => CrossingEvidence;

/**
 * Decodes two beams, one behind the other, into crossings with direction. Not counted: turning back, touching one beam,
 * standing in the beams, trailing legs. A follower within the beams counts; a trolley and its pusher count once. Two
 * people side by side count as one; the undercount model corrects for them.
 */
export class BeamPairDecoder implements Checkpointed {
  readonly state: StatePart;
  readonly #sensor: SensorId;
  readonly #sink: CrossingSink;
  readonly #options: BeamPairOptions;
  readonly #evidence: PassageEvidence;
  readonly #filters: Readonly<Record<Beam, GlitchFilter>>;
  readonly #rates: Readonly<Record<Beam, BeamFlickerDetector>> = {
    a: new BeamFlickerDetector(),
    b: new BeamFlickerDetector(),
  };
  readonly #known: Record<Beam, boolean> = { a: false, b: false };
  readonly #brokenSince: Record<Beam, number | undefined> = { a: undefined, b: undefined };
  readonly #tracker = new PassageTracker();
  readonly #body = new SameBodyClassifier();
  #touches: Record<Beam, Touch[]> = { a: [], b: [] };
  #touched: Beam | undefined;
  #touchedFrom = 0;
  readonly #faults = { isStuck: false, isBouncing: false };

  constructor(
    sensor: SensorId,
    sink: CrossingSink,
    options: Partial<BeamPairOptions> = {},
    evidence: PassageEvidence = beamEvidence,
  ) {
    this.#sensor = sensor;
    this.#sink = sink;
    this.#options = { ...DEFAULTS, ...options };
    this.#evidence = evidence;
    this.#filters = {
      a: new GlitchFilter(this.#options.minBreakMs),
      b: new GlitchFilter(this.#options.minBreakMs),
    };
    this.state = this.#createState();
  }

  #createState(): StatePart {
    return composed({
      known: ofBeams(boolean, this.#known),
      filters: composedList([this.#filters.a.state, this.#filters.b.state]),
      brokenSince: ofBeams(maybe(number), this.#brokenSince),
      tracker: this.#tracker.state,
      body: this.#body.state,
      faults: heldObject(row({ isStuck: boolean, isBouncing: boolean }), this.#faults),
    });
  }

  /** Handles an edge. Edges of both beams arrive in time order. */
  acceptEdge(beam: Beam, blocked: boolean, at: EpochMs): void {
    this.advance(at);
    if (!this.#known[beam]) {
      this.#known[beam] = true;
      this.#filters[beam].start(blocked);
      this.#brokenSince[beam] = blocked ? at : undefined;
      this.#follow(at);
      return;
    }
    if (blocked !== this.#filters[beam].level || this.#filters[beam].pending !== undefined) {
      this.#rates[beam].edge(at);
    }
    this.#filters[beam].push(blocked, at);
  }

  advance(at: EpochMs): void {
    for (;;) {
      const beam = this.#nextDue(at);
      if (beam === undefined) break;
      const edge = this.#filters[beam].accept();
      if (edge === undefined) break;
      this.#brokenSince[beam] = edge.blocked ? edge.at : undefined;
      this.#follow(edge.at);
    }
    for (const beam of ['a', 'b'] as const) this.#rates[beam].advance(at);
    this.#watch(at);
  }

  /** Forgets the beams' levels, because they are unknown while the link is down. */
  reset(): void {
    this.#known.a = false;
    this.#known.b = false;
    this.#filters.a.start(false);
    this.#filters.b.start(false);
    this.#brokenSince.a = undefined;
    this.#brokenSince.b = undefined;
    this.#tracker.reset();
    this.#touches = { a: [], b: [] };
  }

  /** Returns the beam whose oldest change has lasted long enough. */
  #nextDue(at: number): Beam | undefined {
    const sinceA = this.#filters.a.pending?.at ?? Number.POSITIVE_INFINITY;
    const sinceB = this.#filters.b.pending?.at ?? Number.POSITIVE_INFINITY;
    const oldest = sinceA <= sinceB ? 'a' : 'b';
    return this.#filters[oldest].isDue(at) ? oldest : undefined;
  }

  #follow(at: number): void {
    const a = this.#filters.a.level;
    const b = this.#filters.b.level;
    this.#noteTouch(a, b, at);
    const end = this.#tracker.move(a, b, at, this.#body.transitMs);
    if (end === undefined || this.#faults.isBouncing) return;
    if (end === 'turned') this.#stride(at);
    else this.#pass(end);
  }

  /** Remembers the single beam that the passage has broken; undefined once the passage broke both. */
  #noteTouch(a: boolean, b: boolean, at: number): void {
    if (a && b) this.#touched = undefined;
    else if ((a || b) && this.#tracker.isEmpty) {
      this.#touched = a ? 'a' : 'b';
      this.#touchedFrom = at;
    }
  }

  #pass(passage: Passage): void {
    if (this.#body.isSame(passage)) return;
    this.#emit(passage);
  }

  /**
   * Handles a single broken beam. When the beams are a stride apart, a touch of one beam and then of the other is a
   * passage.
   */
  #stride(at: number): void {
    const beam = this.#touched;
    if (beam === undefined) return;
    const other = beam === 'a' ? 'b' : 'a';
    const isRecent = ({ to }: Touch) => at - to <= MAX_STRIDE_MS;
    this.#touches[other] = this.#touches[other].filter(isRecent);
    this.#touches[beam] = this.#touches[beam].filter(isRecent);
    const first = this.#touches[other].shift();
    if (first === undefined) {
      this.#touches[beam].push({ from: this.#touchedFrom, to: at });
      return;
    }
    if (!this.#body.mayFitBetween) return;
    const passage: Passage = {
      direction: other === 'a' ? 'in' : 'out',
      count: 1,
      from: first.from,
      clearedAt: first.to,
      to: at,
      transitMs: this.#touchedFrom - first.from,
      overlapped: false,
    };
    if (!this.#body.isSame(passage)) this.#emit(passage);
  }

  #emit(passage: Passage): void {
    const { direction, count, to } = passage;
    const evidence = this.#evidence(passage);
    this.#sink.crossed({ sensor: this.#sensor, at: to as EpochMs, direction, count, evidence });
  }

  #watch(at: EpochMs): void {
    const since = Math.min(this.#brokenSince.a ?? at, this.#brokenSince.b ?? at);
    const isStuck = at - since >= this.#options.stuckMs;
    const isBouncing = this.#rates.a.isBouncing || this.#rates.b.isBouncing;
    if (isStuck !== this.#faults.isStuck) this.#reportFault(isStuck, at, 'beam-stuck');
    if (isBouncing !== this.#faults.isBouncing) this.#reportFault(isBouncing, at, 'beam-bouncing');
    this.#faults.isStuck = isStuck;
    this.#faults.isBouncing = isBouncing;
  }

  #reportFault(isFaulted: boolean, at: EpochMs, cause: 'beam-stuck' | 'beam-bouncing'): void {
    if (isFaulted) this.#sink.faulted(this.#sensor, at, cause);
    else this.#sink.recovered(this.#sensor, at, cause);
  }
}

function ofBeams<T>(codec: Codec<T>, beams: Record<Beam, T>): StatePart {
  return heldObject(row({ a: codec, b: codec }), beams);
}

function beamEvidence({ from, to, transitMs, overlapped }: Passage): CrossingEvidence {
  return { kind: 'beams', transitMs, blockedMs: to - from, overlapped };
}
