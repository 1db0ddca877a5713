import type { TypeOf } from '../model/codec.ts';
import { maybe, number, row, struct } from '../model/codec.ts';
import type { CrossingSink, Direction } from '../model/crossing.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { CounterRead } from '../model/observation.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** Nobody gets more than this many people a second through one counter. */
const MAX_PER_S = 4;
/** A bus party between two readings. */
const MAX_BURST = 8;
/** Where counters begin again: decimal displays, and 16 and 32 bits. */
const MODULI = [1e3, 1e4, 65_536, 1e5, 1e6, 1e7, 1e8, 1e9, 4_294_967_296, 1e10];
/** Without proof of life for this long, what was counted meanwhile is restored, not counted now. */
const HOLE_MS = 20_000;

const TOTALS = row({ in: number, out: number });
type Totals = TypeOf<typeof TOTALS>;

const READ = struct({
  totals: maybe(TOTALS),
  totalsAt: number,
  aliveAt: number,
  /** Where the hole began that the next totals must close. */
  holeFrom: maybe(number),
  /** A reading no people can have made; if the next one goes on from it, it is the new base. */
  doubted: maybe(TOTALS),
});

type Change = { readonly by: number; readonly how: 'counted' | 'wrapped' | 'restarted' };

/**
 * A counter's readings to crossings. Totals may wrap, start again at nothing, or jump to an old or mad number after a
 * power cut: only what people can have done is counted, and a mad number must come twice before it is the new base.
 */
export class CounterDecoder implements Checkpointed {
  readonly #sensor: SensorId;
  readonly #sink: CrossingSink;
  readonly #read: TypeOf<typeof READ> = {
    totals: undefined,
    totalsAt: 0,
    aliveAt: 0,
    holeFrom: undefined,
    doubted: undefined,
  };
  readonly state = heldObject(READ, this.#read);

  constructor(sensor: SensorId, sink: CrossingSink) {
    this.#sensor = sensor;
    this.#sink = sink;
  }

  /** Any sign of life of the sensor. */
  alive(at: EpochMs): void {
    if (this.#read.aliveAt > 0 && at - this.#read.aliveAt > HOLE_MS)
      this.#read.holeFrom ??= this.#read.aliveAt;
    this.#read.aliveAt = Math.max(at, this.#read.aliveAt);
  }

  /** The link broke. */
  lost(): void {
    if (this.#read.aliveAt > 0) this.#read.holeFrom ??= this.#read.aliveAt;
  }

  acceptReading(read: CounterRead): void {
    this.alive(read.at);
    const now: Totals = { in: read.entered, out: read.left };
    if (read.mode === 'delta') this.#seeDelta(now, read.at);
    else this.#seeTotals(now, read.at);
  }

  #seeDelta(change: Totals, at: EpochMs): void {
    const since = this.#read.totalsAt === 0 ? at : this.#read.totalsAt;
    const limit = possible(at - since);
    this.#read.totalsAt = at;
    this.#read.holeFrom = undefined;
    if (change.in > limit || change.out > limit) return;
    for (const direction of ['in', 'out'] as const) {
      this.#count(direction, { by: change[direction], how: 'counted' }, since as EpochMs, at);
    }
  }

  #seeTotals(now: Totals, at: EpochMs): void {
    const last = this.#read.totals;
    if (last === undefined) {
      this.#rebase(now, at);
      return;
    }
    const limit = possible(at - this.#read.totalsAt);
    const changes = { in: changeOf(last.in, now.in, limit), out: changeOf(last.out, now.out, limit) };
    if (changes.in === undefined || changes.out === undefined) {
      this.#doubt(now, at);
      return;
    }
    const since = this.#read.totalsAt as EpochMs;
    this.#rebase(now, at);
    for (const direction of ['in', 'out'] as const) this.#settle(direction, changes[direction], since, at);
    this.#read.holeFrom = undefined;
  }

  #doubt(now: Totals, at: EpochMs): void {
    const before = this.#read.doubted;
    this.#read.doubted = now;
    if (before === undefined) return;
    const goesOn = (['in', 'out'] as const).every(
      (direction) => now[direction] >= before[direction] && now[direction] - before[direction] <= MAX_BURST,
    );
    if (goesOn) this.#rebase(now, at);
  }

  #rebase(totals: Totals, at: EpochMs): void {
    this.#read.totals = totals;
    this.#read.totalsAt = at;
    this.#read.doubted = undefined;
  }

  /** Counts now what was counted now, and restores what was counted while nobody listened. */
  #settle(direction: Direction, change: Change | undefined, since: EpochMs, at: EpochMs): void {
    if (change === undefined) return;
    const from = this.#read.holeFrom;
    if (from === undefined) {
      this.#count(direction, change, since, at);
    } else if (change.by > 0) {
      this.#sink.restored({
        sensor: this.#sensor,
        direction,
        count: change.by,
        from: from as EpochMs,
        to: at,
      });
    }
  }

  #count(direction: Direction, { by, how }: Change, since: EpochMs, at: EpochMs): void {
    if (by === 0) return;
    const evidence = { kind: 'counter', how, since } as const;
    this.#sink.crossed({ sensor: this.#sensor, at, direction, count: by, evidence });
  }
}

function possible(elapsedMs: number): number {
  return MAX_BURST + (Math.max(0, elapsedMs) / 1000) * MAX_PER_S;
}

/** How `now` came about from `last` by people; undefined when no people can have done it. */
function changeOf(last: number, now: number, limit: number): Change | undefined {
  if (now >= last) return now - last <= limit ? { by: now - last, how: 'counted' } : undefined;
  const wrapped = MODULI.map((modulus) => now + modulus - last).find((by) => by > 0 && by <= limit);
  if (wrapped !== undefined) return { by: wrapped, how: 'wrapped' };
  return now <= limit ? { by: now, how: 'restarted' } : undefined;
}
