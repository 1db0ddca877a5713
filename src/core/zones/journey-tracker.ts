import type { TypeOf } from '../model/codec.ts';
import { branded, list, number, row, text } from '../model/codec.ts';
import type { Fact, FactSink, ZoneEntered } from '../model/fact.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';

/**
 * A person in no zone for this long has ended the journey. The gap is shorter than a window's lateness. Journeys
 * therefore end in the window of their last zone.
 */
const JOURNEY_GAP_MS = 8_000;

const JOURNEY = row({
  space: text<SpaceId>(),
  person: number,
  zone: text<ZoneId>(),
  /** Number of zones the person is in; zones may overlap. */
  inside: number,
  leftAt: branded<EpochMs>(),
});
type Journey = TypeOf<typeof JOURNEY>;

/** Turns zone visits into steps of anonymous journeys: from zone to zone, with begin and end. */
export class JourneyTracker implements Checkpointed {
  readonly #spaceOf: ReadonlyMap<ZoneId, SpaceId>;
  readonly #emit: FactSink;
  readonly #journeys = new Map<string, Journey>();
  readonly state = held(
    list(JOURNEY),
    () => [...this.#journeys.values()],
    (journeys) => this.#replace(journeys),
  );

  constructor(model: StoreModel, emit: FactSink) {
    this.#spaceOf = new Map(model.zones.map(({ id, space }) => [id, space]));
    this.#emit = emit;
  }

  handleFact(fact: Fact): void {
    if (fact.kind === 'ZoneEntered') this.#entered(fact);
    else if (fact.kind === 'ZoneLeft') this.#left(fact.zone, fact.person, fact.at);
  }

  /** Drops the journey of a person who turned out to be staff in `zone`. */
  dismiss(zone: ZoneId, person: number): void {
    this.#journeys.delete(`${this.#spaceOf.get(zone)}/${person}`);
  }

  advance(at: EpochMs): void {
    for (const [key, journey] of this.#journeys) {
      if (journey.inside > 0 || at - journey.leftAt < JOURNEY_GAP_MS) continue;
      this.#journeys.delete(key);
      this.#emit({ kind: 'ZoneChanged', at: journey.leftAt, from: journey.zone, to: null });
    }
  }

  #replace(journeys: readonly Journey[]): void {
    this.#journeys.clear();
    for (const journey of journeys) {
      if (this.#spaceOf.has(journey.zone)) this.#journeys.set(`${journey.space}/${journey.person}`, journey);
    }
  }

  #entered({ zone, person, at, resumedFrom }: ZoneEntered): void {
    const space = this.#spaceOf.get(zone);
    if (space === undefined) return;
    const key = `${space}/${person}`;
    const journey = this.#journeys.get(key);
    if (journey !== undefined || resumedFrom === undefined)
      this.#emit({ kind: 'ZoneChanged', at, from: journey?.zone ?? null, to: zone });
    if (journey === undefined) this.#journeys.set(key, { space, person, zone, inside: 1, leftAt: at });
    else {
      journey.zone = zone;
      journey.inside += 1;
    }
  }

  #left(zone: ZoneId, person: number, at: EpochMs): void {
    const journey = this.#journeys.get(`${this.#spaceOf.get(zone)}/${person}`);
    if (journey === undefined) return;
    journey.inside = Math.max(0, journey.inside - 1);
    journey.leftAt = Math.max(journey.leftAt, at) as EpochMs;
  }
}
