import type { TypeOf } from '../../model/codec.ts';
import { maybe, number, orNever, row } from '../../model/codec.ts';
import type { CrossingSink, Direction } from '../../model/crossing.ts';
import type { EpochMs, SensorId } from '../../model/ids.ts';
import type { CounterRead } from '../../model/observation.ts';
import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import { UncountedTime } from '../uncounted-time.ts';
import { DailyResetDetector } from './daily-reset-detector.ts';
import type { RestartEvidence, RunningTotalSink, TotalReading } from './running-total.ts';
import { possibleCount, RunningTotal } from './running-total.ts';

/** After 15 s without a heartbeat, people are backfilled for that time instead of counted in the present. */
const GAP_MS = 15_000;
/** Both totals of one reset arrive within 5 s. */
const SAME_RESET_MS = 5_000;
const DIRECTIONS = ['in', 'out'] as const;

/** For each total: start of the gap that its next reading closes. */
const GAP = row({ in: maybe(number), out: maybe(number) });
const TIMES = row({
  alive: number,
  /** Time of the last reading that changed a total. */
  change: number,
  reset: orNever(number),
});

/**
 * Turns a counter's readings into crossings. `RunningTotal` judges each of the two totals. Counts made while the link
 * was down are backfilled; time in which they stay unknown is reported as not counted.
 */
export class CounterDecoder implements Checkpointed {
  readonly #sensor: SensorId;
  readonly #sink: CrossingSink;
  readonly #totals: Readonly<Record<Direction, RunningTotal>>;
  readonly #gapFrom: TypeOf<typeof GAP> = { in: undefined, out: undefined };
  readonly #uncounted: UncountedTime;
  readonly #resets = new DailyResetDetector();
  readonly #times: TypeOf<typeof TIMES> = { alive: 0, change: 0, reset: Number.NEGATIVE_INFINITY };
  readonly state: StatePart;

  /** `maxTotal` is the highest number that the counter shows, if known. */
  constructor(sensor: SensorId, sink: CrossingSink, maxTotal?: number) {
    this.#sensor = sensor;
    this.#sink = sink;
    this.#uncounted = new UncountedTime((from, to, isCounted) => {
      sink.uncounted({ sensor, from: from as EpochMs, to: to as EpochMs, isCounted });
    });
    const create = (own: Direction, other: Direction) =>
      new RunningTotal(this.#createSink(own), (since) => this.#findEvidence(other, since), maxTotal);
    this.#totals = { in: create('in', 'out'), out: create('out', 'in') };
    this.state = composed({
      in: this.#totals.in.state,
      out: this.#totals.out.state,
      gapFrom: heldObject(GAP, this.#gapFrom),
      uncounted: this.#uncounted.state,
      resets: this.#resets.state,
      times: heldObject(TIMES, this.#times),
    });
  }

  /** Handles any heartbeat of the sensor. */
  alive(at: EpochMs): void {
    if (this.#times.alive > 0 && at - this.#times.alive > GAP_MS) this.lost();
    this.#times.alive = Math.max(at, this.#times.alive);
  }

  /** Opens a gap after a lost link or a restart. The next reading closes the gap. */
  lost(): void {
    if (this.#times.alive === 0) return;
    for (const direction of DIRECTIONS) this.#gapFrom[direction] ??= this.#times.alive;
  }

  acceptReading(read: CounterRead): void {
    this.alive(read.at);
    if (read.mode === 'delta') this.#seeChange(read);
    else this.#seeTotals(read);
  }

  #seeChange({ entered, left, at }: CounterRead): void {
    const since = (this.#times.change === 0 ? at : this.#times.change) as EpochMs;
    const most = possibleCount(at - since);
    this.#times.change = at;
    for (const direction of DIRECTIONS) this.#gapFrom[direction] = undefined;
    if ((entered ?? 0) > most || (left ?? 0) > most) {
      this.#uncounted.add(since, at);
      this.#uncounted.keep();
      return;
    }
    this.#cross('in', entered ?? 0, { how: 'counted', since, at });
    this.#cross('out', left ?? 0, { how: 'counted', since, at });
  }

  #seeTotals({ entered, left, at }: CounterRead): void {
    if (entered !== null) this.#totals.in.read({ value: entered, at }, this.#gapFrom.in !== undefined);
    if (left !== null) this.#totals.out.read({ value: left, at }, this.#gapFrom.out !== undefined);
  }

  #createSink(direction: Direction): RunningTotalSink {
    return {
      steady: () => {
        this.#gapFrom[direction] = undefined;
      },
      passed: (count, how, from, to) => this.#settle(direction, count, how, { from, to }),
      doubted: (from, to) => this.#uncounted.add(from, to),
      resumed: () => this.#uncounted.takeBack(),
      rebased: (from, to) => this.#rebased(direction, from, to),
    };
  }

  #findEvidence(other: Direction, since: number): RestartEvidence {
    if (this.#totals[other].hasFallen(since)) return 'also-fell';
    return this.#totals[other].isBeyondRestart(since) ? 'goes-on' : 'unknown';
  }

  /** Counts present crossings, and backfills those made while the link was down. */
  #settle(
    direction: Direction,
    count: number,
    how: 'counted' | 'wrapped',
    { from, to }: { readonly from: TotalReading; readonly to: TotalReading },
  ): void {
    const gapFrom = this.#gapFrom[direction];
    const [since, at] = [from.at as EpochMs, to.at as EpochMs];
    if (gapFrom === undefined) {
      this.#cross(direction, count, { how, since, at });
    } else {
      this.#sink.restored({ sensor: this.#sensor, direction, count, from: gapFrom as EpochMs, to: at });
    }
  }

  #rebased(direction: Direction, from: TotalReading, to: TotalReading): void {
    this.#gapFrom[direction] = undefined;
    this.#uncounted.add(from.at, to.at);
    this.#uncounted.keep();
    if (to.value >= from.value || to.at - this.#times.reset < SAME_RESET_MS) return;
    this.#times.reset = to.at;
    const isDaily = this.#resets.sawReset(to.at);
    this.#sink.restarted({ sensor: this.#sensor, from: from.at as EpochMs, at: to.at as EpochMs, isDaily });
  }

  #cross(
    direction: Direction,
    count: number,
    { how, since, at }: { how: 'counted' | 'wrapped'; since: EpochMs; at: EpochMs },
  ): void {
    if (count === 0) return;
    const evidence = { kind: 'counter', how, since } as const;
    this.#sink.crossed({ sensor: this.#sensor, at, direction, count, evidence });
  }
}
