import type { TypeOf } from '../model/codec.ts';
import { boolean, maybe, number, orNever, row } from '../model/codec.ts';
import type { Direction, SourceKind } from '../model/crossing.ts';
import type { SensorId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedList, heldObject } from '../model/state-part.ts';
import type { CountSourceStatus } from './door-status.ts';
import { UndercountModel } from './undercount-model.ts';

/** Flow is the average of about this many minutes. */
const FLOW_MINUTES = 4;
/** Two proofs of life further apart leave a hole. */
const MAX_SILENCE_MS = 15_000;

const TALLY = row({ in: number, out: number });
export type SourceTotals = TypeOf<typeof TALLY>;

/** A hole since it was saved shows by its length, as any other. */
const LIFE = row({
  isFaulted: boolean,
  flowPerMin: number,
  aliveAt: orNever(number),
  /** Since when it has been up without a hole. */
  upSince: maybe(number),
});

/** One way a door is counted: a beam pair, a counter, a range sensor, or a line in a camera's picture. */
export class CountSource implements Checkpointed {
  readonly state: StatePart;
  /** The sensor's id, or the line's. */
  readonly id: string;
  readonly sensor: SensorId;
  readonly kind: SourceKind;
  /** Relative error of its count before it was compared: what it is worth as a reference to others. */
  readonly believedSd: number;
  /** This minute's counts, as the sensor has them. */
  readonly minute: SourceTotals = { in: 0, out: 0 };
  /** The counts of this source alone since the program started. */
  readonly total: SourceTotals = { in: 0, out: 0 };
  /** People per person it sees, as a witness has it. */
  readonly missFactors: SourceTotals = { in: 1, out: 1 };
  /** Relative error of the count that is corrected so. */
  readonly missSds: SourceTotals;
  readonly #life: TypeOf<typeof LIFE> = {
    isFaulted: false,
    flowPerMin: 0,
    aliveAt: Number.NEGATIVE_INFINITY,
    upSince: undefined,
  };
  readonly #undercounts: Readonly<Record<Direction, UndercountModel>>;
  /** What was known of it on a day when all was well. */
  readonly #before: Readonly<Record<Direction, UndercountModel>>;
  readonly #missFactorsBefore = { in: 0, out: 0 };

  /** `sd`: the relative error that an audit on site found, or what is believed of such a sensor. */
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

  /** A beam pair counts people side by side as one, and no beam breaks without a person: it never counts too many. */
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

  /** Whether it was up from `from` on, so that its count of that time is whole. */
  wasUpSince(from: number, at: number): boolean {
    return this.isUp(at) && this.#life.upSince !== undefined && this.#life.upSince <= from + MAX_SILENCE_MS;
  }

  /** People per count now. */
  factor(direction: Direction): number {
    return this.missFactors[direction] * this.#undercounts[direction].factor(this.#life.flowPerMin);
  }

  /** People per count, as it was when all was well; as it is now where nothing is remembered. */
  factorBefore(direction: Direction): number {
    const missFactor = this.#missFactorsBefore[direction];
    if (missFactor === 0) return this.factor(direction);
    return missFactor * this.#before[direction].factor(this.#life.flowPerMin);
  }

  get isRemembered(): boolean {
    return this.#missFactorsBefore.in > 0;
  }

  /** All is well: it is compared with this from now on. */
  remember(): void {
    for (const direction of ['in', 'out'] as const) {
      this.#before[direction].copy(this.#undercounts[direction]);
      this.#missFactorsBefore[direction] = this.missFactors[direction];
    }
  }

  /** What it was taught lately was wrong: it goes back to what was known before. */
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

  /** Relative error of its count, as a pupil of `teacher` where it is none itself. */
  sd(direction: Direction, teacher: CountSource | undefined): number {
    if (teacher === undefined || teacher === this) return this.missSds[direction];
    const learnt = this.#undercounts[direction].sd(this.#life.flowPerMin);
    return Math.min(this.believedSd, Math.hypot(learnt, teacher.missSds[direction]));
  }

  /** What it was taught was wrong. */
  unlearn(): void {
    for (const direction of ['in', 'out'] as const) {
      this.#undercounts[direction].reset();
      this.missFactors[direction] = 1;
      this.missSds[direction] = this.believedSd;
    }
  }

  /** As it stands now; `errorShare` is the relative error of its corrected count. */
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
