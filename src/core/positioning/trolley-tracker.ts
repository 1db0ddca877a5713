import type { Codec, TypeOf } from '../model/codec.ts';
import { boolean, branded, byKey, choice, number, ordinalCodec, row } from '../model/codec.ts';
import type { FactSink, TrolleyLeft } from '../model/fact.ts';
import type { EpochMs, TagId, ZoneId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';
import type { TagPosition } from './tag-locator.ts';

/**
 * Receives the probability that a trolley was in a zone between two times. `zone` is an index into the locator's zones.
 */
export type MassSink = (zone: number, from: EpochMs, to: EpochMs, share: number) => void;

/** Time in another zone before the switch counts. At a border, estimated positions are off by 1 to 2 m. */
const SWITCH_MS = 3_000;
/** A trolley that stands for 10 minutes is parked. A visitor who pushes a trolley moves on earlier. */
const PARKED_MS = 10 * 60_000;
/** A trolley whose tag is new may be parked or travel. If the tag still moves after 60 s, the trolley travels. */
const UNSURE_MS = 60_000;
const SECOND_MS = 1_000;

const at = branded<EpochMs>();

/** Saves zones by their ids, so that a change of the zone list keeps their trips. */
const tripOf = (zone: Codec<number>) =>
  row({
    state: choice('unsure', 'parked', 'travelling'),
    /** When the tag was first heard, or when it came to rest. */
    sinceAt: number,
    wasAtRest: boolean,
    /** Index of the current zone (−1 for none), and when the trolley entered. */
    zone,
    enteredAt: at,
    /** Index of the zone of the newest position, and since when. */
    nextZone: zone,
    nextAt: at,
    lastAt: at,
  });
type Trip = TypeOf<ReturnType<typeof tripOf>>;

/** Turns positions of trolleys and baskets into zone visits and journeys. Parked trolleys have no journey. */
export class TrolleyTracker implements Checkpointed {
  readonly #zones: readonly ZoneId[];
  readonly #emit: FactSink;
  readonly #present: MassSink;
  readonly #trips = new Map<TagId, Trip>();
  /**
   * Facts of trips in the unsure state, emitted only if the trolley travels. They are not saved: after a restart, such
   * a trip begins again.
   */
  readonly #untold = new Map<TagId, (() => void)[]>();
  readonly state: StatePart;

  constructor(zones: readonly ZoneId[], emit: FactSink, present: MassSink) {
    this.#zones = zones;
    this.#emit = emit;
    this.#present = present;
    const zone = ordinalCodec(zones.map((id) => ({ id })));
    this.state = heldMap(byKey<TagId, Trip>(tripOf(zone)), this.#trips);
  }

  /** Adds one position; called once a second per tag, in time order. */
  placed({ tag, at, zone, zoneMass, atRest }: TagPosition): void {
    const trip = this.#getTrip(tag, at, zone);
    this.#judge(tag, trip, at, atRest);
    if (trip.state !== 'parked') {
      this.#follow(tag, trip, at, zone);
      for (const [index, share] of zoneMass.entries())
        if (share > 0)
          this.#emitWhenSure(tag, () => this.#present(index, (at - SECOND_MS) as EpochMs, at, share));
      if (trip.wasAtRest && at - trip.sinceAt >= PARKED_MS) this.#park(tag, trip);
    }
    trip.lastAt = at;
  }

  /** Emits immediately, or for an unsure trip once it is clear that the trolley travels. */
  #emitWhenSure(tag: TagId, told: () => void): void {
    const untold = this.#untold.get(tag);
    if (untold === undefined) told();
    else untold.push(told);
  }

  /** Ends the trip as censored: no receiver hears the tag any more. */
  gone(tag: TagId): void {
    const trip = this.#trips.get(tag);
    this.#trips.delete(tag);
    this.#untold.delete(tag);
    if (trip?.state === 'travelling') this.#leave(tag, trip, trip.lastAt, { censored: 'lost' });
  }

  #getTrip(tag: TagId, at: EpochMs, zone: number): Trip {
    const begun = this.#trips.get(tag);
    if (begun !== undefined && (begun.state !== 'unsure' || this.#untold.has(tag))) return begun;
    const trip: Trip = {
      ...{ state: 'unsure', sinceAt: at, wasAtRest: false, lastAt: at },
      ...{ zone: -1, enteredAt: at, nextZone: zone, nextAt: at },
    };
    this.#trips.set(tag, trip);
    this.#untold.set(tag, []);
    return trip;
  }

  #judge(tag: TagId, trip: Trip, at: EpochMs, atRest: boolean): void {
    if (atRest && !trip.wasAtRest) trip.sinceAt = at;
    trip.wasAtRest = atRest;
    if (trip.state === 'unsure' && atRest) this.#becomeSure(tag, trip, 'parked');
    else if (trip.state === 'unsure' && at - trip.sinceAt >= UNSURE_MS) {
      this.#becomeSure(tag, trip, 'travelling');
    } else if (trip.state === 'parked' && !atRest) this.#setOff(trip, at);
  }

  /** Ends the unsure state. Deferred facts are emitted when the trolley travels. */
  #becomeSure(tag: TagId, trip: Trip, state: 'parked' | 'travelling'): void {
    const untold = this.#untold.get(tag) ?? [];
    this.#untold.delete(tag);
    trip.state = state;
    if (state === 'travelling') for (const told of untold) told();
  }

  #setOff(trip: Trip, at: EpochMs): void {
    trip.state = 'travelling';
    trip.zone = -1;
    trip.nextAt = at;
  }

  #follow(tag: TagId, trip: Trip, at: EpochMs, zone: number): void {
    if (zone !== trip.nextZone) {
      trip.nextZone = zone;
      trip.nextAt = at;
    }
    if (zone === trip.zone || at - trip.nextAt < SWITCH_MS) return;
    const from = this.#zones[trip.zone] ?? null;
    const to = this.#zones[zone] ?? null;
    if (from !== null) this.#emitLeft(tag, trip, { at: trip.nextAt, zone: from });
    trip.zone = zone;
    trip.enteredAt = trip.nextAt;
    const { nextAt: enteredAt } = trip;
    this.#emitWhenSure(tag, () => {
      if (to !== null) this.#emit({ kind: 'TrolleyEntered', at: enteredAt, zone: to, tag });
      this.#emit({ kind: 'TrolleyMoved', at: enteredAt, from, to });
    });
  }

  /** Ends the journey at the time when the trolley came to rest. */
  #park(tag: TagId, trip: Trip): void {
    this.#leave(tag, trip, trip.sinceAt as EpochMs);
    trip.state = 'parked';
  }

  #leave(tag: TagId, trip: Trip, at: EpochMs, cut: Pick<TrolleyLeft, 'censored'> = {}): void {
    const from = this.#zones[trip.zone] ?? null;
    trip.zone = -1;
    if (from === null) return;
    this.#emitLeft(tag, trip, { at, zone: from, ...cut });
    this.#emit({ kind: 'TrolleyMoved', at, from, to: null });
  }

  #emitLeft(tag: TagId, { enteredAt }: Trip, end: Pick<TrolleyLeft, 'at' | 'zone' | 'censored'>): void {
    const dwellMs = Math.max(0, end.at - enteredAt);
    this.#emitWhenSure(tag, () => this.#emit({ kind: 'TrolleyLeft', tag, enteredAt, dwellMs, ...end }));
  }
}
