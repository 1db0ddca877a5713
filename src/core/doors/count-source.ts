import type { TypeOf } from '../model/codec.ts';
import { boolean, maybe, number, orNever, row } from '../model/codec.ts';
import type { Direction, SourceKind } from '../model/crossing.ts';
import type { SensorId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedList, heldObject } from '../model/state-part.ts';
import type { CountSourceStatus } from './door-status.ts';
import { UndercountModel } from './undercount-model.ts';

/** Time constant of the flow average, in minutes. */
const FLOW_MINUTES = 4;
/** Two heartbeats further apart than 15 s leave a gap. */
const MAX_SILENCE_MS = 15_000;

const TALLY = row({ in: number, out: number });
export type SourceTotals = TypeOf<typeof TALLY>;

/** Saved state. It does not mark a restart: the time between two heartbeats shows the gap. */
const LIFE = row({
  isFaulted: boolean,
  flowPerMin: number,
  aliveAt: orNever(number),
  /** Time since which the source has been up without a gap. */
  upSince: maybe(number),
});

/** One count source of a door: a beam pair, a counter, a range sensor, or a camera line. */
export class CountSource implements Checkpointed {
  readonly state: StatePart;
  /** Id of the sensor or the line. */
  readonly id: string;
  readonly sensor: SensorId;
  readonly kind: SourceKind;
  /** Relative error of the raw count before comparisons. At first, the source with the smallest one is the best. */
  readonly believedSd: number;
  /** Raw counts of the present minute. */
  readonly minute: SourceTotals = { in: 0, out: 0 };
  /** Raw counts of this source since the program started. */
  readonly total: SourceTotals = { in: 0, out: 0 };
  /** People per counted person, estimated by comparison with a witness. */
  readonly missFactors: SourceTotals = { in: 1, out: 1 };
  /** Relative error of the count corrected by `missFactors`. */
  readonly missSds: SourceTotals;
  readonly #life: TypeOf<typeof LIFE> = {
    isFaulted: false,
    flowPerMin: 0,
    aliveAt: Number.NEGATIVE_INFINITY,
    upSince: undefined,
  };
  readonly #undercounts: Readonly<Record<Direction, UndercountModel>>;
  /** Corrections as they were on the last good day. */
  readonly #before: Readonly<Record<Direction, UndercountModel>>;
  readonly #missFactorsBefore = { in: 0, out: 0 };

  /** `sd` is the relative error from an audit, or the error assumed for this kind of sensor. */
  constructor(id: string, sensor: SensorId, kind: SourceKind, sd: number) {
    this.id = id;
    this.believedSd = sd;
    this.missSds = { in: sd, out: sd };
    this.sensor = sensor;
    this.kind = kind;
    this.#undercounts = { in: new UndercountModel(sd), out: new UndercountModel(sd) };
    this.#before = { in: new UndercountModel(sd), out: new UndercountModel(sd) };
    this.state = composed({
      minute: heldObject(TALLY, this.minute),
      life: heldObject(LIFE, this.#life),
      undercounts: composedList([this.#undercounts.in.state, this.#undercounts.out.state]),
      before: composedList([this.#before.in.state, this.#before.out.state]),
      missFactorsBefore: heldObject(TALLY, this.#missFactorsBefore),
      missFactors: heldObject(TALLY, this.missFactors),
      missSds: heldObject(TALLY, this.missSds),
    });
  }

  /** Returns true for beam pairs: no beam breaks without a person, and people side by side count as one. */
  get neverInvents(): boolean {
    return this.kind === 'beams';
  }

  get isFaulted(): boolean {
    return this.#life.isFaulted;
  }

  set isFaulted(isFaulted: boolean) {
    this.#life.isFaulted = isFaulted;
  }

  alive(at: number): void {
    if (at - this.#life.aliveAt > MAX_SILENCE_MS) this.#life.upSince = at;
    this.#life.aliveAt = Math.max(at, this.#life.aliveAt);
  }

  lost(): void {
    this.#life.aliveAt = Number.NEGATIVE_INFINITY;
    this.#life.upSince = undefined;
  }

  isUp(at: number): boolean {
    return at - this.#life.aliveAt <= MAX_SILENCE_MS;
  }

  /** Returns whether the source was up since `from`, so that its count is complete. */
  wasUpSince(from: number, at: number): boolean {
    return this.isUp(at) && this.#life.upSince !== undefined && this.#life.upSince <= from + MAX_SILENCE_MS;
  }

  /** People per raw count at the present flow. */
  factor(direction: Direction): number {
    return this.missFactors[direction] * this.#undercounts[direction].factor(this.#life.flowPerMin);
  }

  /** People per raw count by the corrections of the last good day. Uses the present corrections if none are saved. */
  factorBefore(direction: Direction): number {
    const missFactor = this.#missFactorsBefore[direction];
    if (missFactor === 0) return this.factor(direction);
    return missFactor * this.#before[direction].factor(this.#life.flowPerMin);
  }

  get isRemembered(): boolean {
    return this.#missFactorsBefore.in > 0;
  }

  /** Saves the present corrections as those of a good day. */
  remember(): void {
    for (const direction of ['in', 'out'] as const) {
      this.#before[direction].copy(this.#undercounts[direction]);
      this.#missFactorsBefore[direction] = this.missFactors[direction];
    }
  }

  /** Restores the corrections of the last good day, because later ones came from a faulty sensor. */
  recall(): void {
    if (!this.isRemembered) {
      this.unlearn();
      return;
    }
    for (const direction of ['in', 'out'] as const) {
      this.#undercounts[direction].copy(this.#before[direction]);
      this.missFactors[direction] = this.#missFactorsBefore[direction];
    }
  }

  /**
   * Returns the relative error of the corrected count. If the corrections were learned from another source (`teacher`),
   * its error is included.
   */
  sd(direction: Direction, teacher: CountSource | undefined): number {
    if (teacher === undefined || teacher === this) return this.missSds[direction];
    const learnt = this.#undercounts[direction].sd(this.#life.flowPerMin);
    return Math.min(this.believedSd, Math.hypot(learnt, teacher.missSds[direction]));
  }

  /** Drops all corrections, because the source from which they were learned was wrong. */
  unlearn(): void {
    for (const direction of ['in', 'out'] as const) {
      this.#undercounts[direction].reset();
      this.missFactors[direction] = 1;
      this.missSds[direction] = this.believedSd;
    }
  }

  /** Returns the present state; `errorShare` is the relative error of the corrected count. */
  view(at: number, leads: boolean, errorShare: number): CountSourceStatus {
    return {
      ...{ id: this.id, sensor: this.sensor, kind: this.kind },
      ...{ isUp: this.isUp(at), isFaulted: this.isFaulted, leads },
      ...{ in: this.total.in, out: this.total.out },
      ...{ factorIn: this.factor('in'), factorOut: this.factor('out'), errorShare },
    };
  }

  learn(direction: Direction, better: number): void {
    this.#undercounts[direction].learn(this.#life.flowPerMin, this.minute[direction], better);
  }

  endMinute(): void {
    const flow = this.minute.in + this.minute.out;
    this.#life.flowPerMin += (flow - this.#life.flowPerMin) / FLOW_MINUTES;
    this.minute.in = 0;
    this.minute.out = 0;
  }

  get flowPerMin(): number {
    return this.#life.flowPerMin;
  }
}
