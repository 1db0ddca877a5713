import type { Json, SensorId } from '../types.ts';
import type { Direction } from './crossing.ts';
import type { DoorSourceView } from './door-view.ts';
import { Undercount } from './undercount.ts';

export type SourceKind = 'line' | 'ranges' | 'counter' | 'beams';

/** Sensors that count, by their type; others at a door (contacts) do not. */
const KINDS: ReadonlyMap<string, Exclude<SourceKind, 'line'>> = new Map([
  ['beam-pair', 'beams'],
  ['range-counter', 'ranges'],
  ['serial-counter', 'counter'],
  ['modbus-counter', 'counter'],
]);

/** Undefined for a sensor that does not count people. */
export function countingKind(type: string): Exclude<SourceKind, 'line'> | undefined {
  return KINDS.get(type);
}

/**
 * How unsure a kind of sensor is, relative to its count, before it is compared or audited: beams, and counters built on
 * beams, take pairs for one person (a fifth too few at 25% pairs). Cameras are audited at six points less than is claimed
 * of them. Until then its count stands as it is.
 */
const BELIEVED_SD: Readonly<Record<SourceKind, number>> = {
  line: 0.06,
  ranges: 0.08,
  counter: 0.1,
  beams: 0.12,
};
/** Flow is the average of about this many minutes. */
const FLOW_MINUTES = 4;
/** Two proofs of life further apart leave a hole. */
const MAX_SILENCE_MS = 15_000;

export interface Tally {
  in: number;
  out: number;
}

/** One way a door is counted: a beam pair, a counter, a range sensor, or a line in a camera's picture. */
export class DoorSource {
  /** The sensor's id, or the line's. */
  readonly id: string;
  readonly sensor: SensorId;
  readonly kind: SourceKind;
  /** Relative error of its count before it was compared: what it is worth as a reference to others. */
  readonly believedSd: number;
  /** This minute's counts, as the sensor has them. */
  readonly minute: Tally = { in: 0, out: 0 };
  /** This hour's people, corrected, over the minutes in which it could be compared. */
  readonly hour: Tally = { in: 0, out: 0 };
  /** What it counted by itself since the program started. */
  readonly total: Tally = { in: 0, out: 0 };
  isFaulted = false;
  /** People per person it sees, as a witness has it. */
  readonly missFactors: Tally = { in: 1, out: 1 };
  #flowPerMin = 0;
  #aliveAt = Number.NEGATIVE_INFINITY;
  /** Since when it has been up without a hole. */
  #upSince: number | undefined;
  readonly #undercounts: Readonly<Record<Direction, Undercount>>;

  /** `auditedSd`: the relative error that an audit on site found, instead of what is believed of the kind. */
  constructor(id: string, sensor: SensorId, kind: SourceKind, auditedSd?: number) {
    this.id = id;
    const sd = auditedSd ?? BELIEVED_SD[kind];
    this.believedSd = sd;
    this.sensor = sensor;
    this.kind = kind;
    this.#undercounts = { in: new Undercount(sd), out: new Undercount(sd) };
  }

  alive(at: number): void {
    if (at - this.#aliveAt > MAX_SILENCE_MS) this.#upSince = at;
    this.#aliveAt = Math.max(at, this.#aliveAt);
  }

  lost(): void {
    this.#aliveAt = Number.NEGATIVE_INFINITY;
    this.#upSince = undefined;
  }

  isUp(at: number): boolean {
    return at - this.#aliveAt <= MAX_SILENCE_MS;
  }

  /** Whether it was up from `from` on, so that its count of that time is whole. */
  wasUpSince(from: number, at: number): boolean {
    return this.isUp(at) && this.#upSince !== undefined && this.#upSince <= from + MAX_SILENCE_MS;
  }

  /** People per count now. */
  factor(direction: Direction): number {
    return this.missFactors[direction] * this.#undercounts[direction].factor(this.#flowPerMin);
  }

  /** Relative error of the corrected count; `reference` is that of the best sensor it was compared with. */
  sd(direction: Direction, reference: number): number {
    const learnt = this.#undercounts[direction].sd(this.#flowPerMin);
    return Math.min(this.believedSd, Math.hypot(learnt, reference));
  }

  /** What it was taught was wrong. */
  unlearn(): void {
    for (const direction of ['in', 'out'] as const) this.#undercounts[direction].reset();
  }

  /** As it stands now; `errorShare` is the relative error of its corrected count. */
  view(at: number, leads: boolean, errorShare: number): DoorSourceView {
    return {
      ...{ id: this.id, sensor: this.sensor, kind: this.kind },
      ...{ isUp: this.isUp(at), isFaulted: this.isFaulted, leads },
      ...{ in: this.total.in, out: this.total.out },
      ...{ factorIn: this.factor('in'), factorOut: this.factor('out'), errorShare },
    };
  }

  learn(direction: Direction, better: number): void {
    this.#undercounts[direction].learn(this.#flowPerMin, this.minute[direction], better);
  }

  endMinute(): void {
    const flow = this.minute.in + this.minute.out;
    this.#flowPerMin += (flow - this.#flowPerMin) / FLOW_MINUTES;
    this.minute.in = 0;
    this.minute.out = 0;
  }

  get flowPerMin(): number {
    return this.#flowPerMin;
  }

  snapshot(): Json {
    return {
      minute: { ...this.minute },
      hour: { ...this.hour },
      isFaulted: this.isFaulted,
      flowPerMin: this.#flowPerMin,
      aliveAt: Number.isFinite(this.#aliveAt) ? this.#aliveAt : null,
      upSince: this.#upSince ?? null,
      undercounts: [this.#undercounts.in.snapshot(), this.#undercounts.out.snapshot()],
      missFactors: { ...this.missFactors },
    };
  }

  /** A hole since then shows by its length, as any other. */
  restore(saved: Json): void {
    const state = saved as unknown as {
      minute: Tally;
      hour: Tally;
      isFaulted: boolean;
      flowPerMin: number;
      aliveAt: number | null;
      upSince: number | null;
      undercounts: readonly [Json, Json];
      /** Absent in checkpoints of programs that learnt them anew. */
      missFactors?: Tally;
    };
    Object.assign(this.minute, state.minute);
    Object.assign(this.hour, state.hour);
    this.isFaulted = state.isFaulted;
    Object.assign(this.missFactors, state.missFactors ?? { in: 1, out: 1 });
    this.#flowPerMin = state.flowPerMin;
    this.#aliveAt = state.aliveAt ?? Number.NEGATIVE_INFINITY;
    this.#upSince = state.upSince ?? undefined;
    this.#undercounts.in.restore(state.undercounts[0]);
    this.#undercounts.out.restore(state.undercounts[1]);
  }
}
