import type { TypeOf } from '../model/codec.ts';
import { branded, byKey, number, row } from '../model/codec.ts';
import type { Fact, FactSink } from '../model/fact.ts';
import type { EpochMs, LineId, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, heldMap } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';

/** A person who first looks at the display window and then enters does so within this time. */
const DECIDED_MS = 20_000;
/** A person number unused for 10 minutes does not return. */
const FORGET_MS = 10 * 60_000;

const PASSED = row({ at: branded<EpochMs>(), person: number });
type Passed = TypeOf<typeof PASSED>;

/**
 * Counts passers-by. Each person counts once, however often they cross the line. People who enter or leave the store do
 * not count, if the same picture or plan shows the store's door. These are people who cross its line, or are found or
 * lost at it because others hide them there.
 */
export class PasserByCounter implements Checkpointed {
  readonly #model: StoreModel;
  readonly #emit: FactSink;
  readonly #spaces: ReadonlyMap<LineId | ZoneId, SpaceId>;
  readonly #doorLines: ReadonlySet<LineId>;
  readonly #doorSpaces: ReadonlySet<SpaceId | undefined>;
  /** People who passed and may still enter. */
  readonly #undecided = new Map<string, Passed>();
  /** People already counted, or known as customers. */
  readonly #known = new Map<string, number>();
  readonly state = composed({
    undecided: heldMap(byKey(PASSED), this.#undecided),
    known: heldMap(byKey(number), this.#known),
  });

  constructor(model: StoreModel, emit: FactSink) {
    this.#model = model;
    this.#emit = emit;
    this.#spaces = new Map([...model.lines, ...model.zones].map(({ id, space }) => [id, space]));
    this.#doorLines = new Set(model.doors.flatMap(({ lines }) => lines));
    this.#doorSpaces = new Set([...this.#doorLines].map((line) => this.#spaces.get(line)));
  }

  handleFact(fact: Fact): void {
    const { shopfront } = this.#model;
    if (shopfront === undefined) return;
    if (fact.kind === 'TrackBrokenAtLine' && this.#doorLines.has(fact.line)) {
      this.#customer(this.#toKey(fact.line, fact.person), fact.at);
    } else if (fact.kind === 'LineCrossed') {
      const key = this.#toKey(fact.line, fact.person);
      if (this.#doorLines.has(fact.line)) this.#customer(key, fact.at);
      else if (shopfront.lines.includes(fact.line)) this.#pass(key, fact.line, fact);
    } else if (fact.kind === 'ZoneLeft' && shopfront.zones.includes(fact.zone)) {
      this.#pass(this.#toKey(fact.zone, fact.person), fact.zone, fact);
    }
  }

  advance(at: EpochMs): void {
    for (const [key, passed] of this.#undecided) {
      if (at - passed.at > DECIDED_MS) this.#count(key, passed);
    }
    for (const [key, heardAt] of this.#known) if (at - heardAt > FORGET_MS) this.#known.delete(key);
  }

  #pass(key: string, place: LineId | ZoneId, passed: Readonly<Passed>): void {
    if (this.#known.has(key) || this.#undecided.has(key)) return;
    const { at, person } = passed;
    if (this.#doorSpaces.has(this.#spaces.get(place))) this.#undecided.set(key, { at, person });
    else this.#count(key, { at, person });
  }

  #customer(key: string, at: EpochMs): void {
    this.#undecided.delete(key);
    this.#known.set(key, at);
  }

  #count(key: string, { at, person }: Readonly<Passed>): void {
    this.#undecided.delete(key);
    this.#known.set(key, at);
    this.#emit({ kind: 'PasserByCounted', at, person });
  }

  #toKey(place: LineId | ZoneId, person: number): string {
    return `${this.#spaces.get(place)}/${person}`;
  }
}
