import type { StoreModel } from '../engine/store-model.ts';
import type { Fact, FactSink } from '../fact.ts';
import type { Checkpointed, EpochMs, Json, LineId, SpaceId, ZoneId } from '../types.ts';

/** Whoever looks at the window and then goes in does so within this time. */
const DECIDED_MS = 20_000;
/** A person number that was not heard of for this long will not come again. */
const FORGET_MS = 10 * 60_000;

/**
 * People who pass by outside → passers-by: each once, however often they cross the line, and none who goes into the shop
 * or comes out of it, where the same picture or plan shows its door.
 */
export class PasserWatch implements Checkpointed {
  readonly #model: StoreModel;
  readonly #emit: FactSink;
  readonly #spaces: ReadonlyMap<LineId | ZoneId, SpaceId>;
  readonly #doorLines: ReadonlySet<LineId>;
  readonly #doorSpaces: ReadonlySet<SpaceId | undefined>;
  /** Passed, and may yet go in. */
  readonly #undecided = new Map<string, { readonly at: EpochMs; readonly person: number }>();
  /** Counted, or known as customers. */
  readonly #known = new Map<string, number>();

  constructor(model: StoreModel, emit: FactSink) {
    this.#model = model;
    this.#emit = emit;
    this.#spaces = new Map([...model.lines, ...model.zones].map(({ id, space }) => [id, space]));
    this.#doorLines = new Set(model.doors.flatMap(({ lines }) => lines));
    this.#doorSpaces = new Set([...this.#doorLines].map((line) => this.#spaces.get(line)));
  }

  see(fact: Fact): void {
    const { shopfront } = this.#model;
    if (shopfront === undefined) return;
    if (fact.kind === 'LineCrossed') {
      const key = this.#keyOf(fact.line, fact.person);
      if (this.#doorLines.has(fact.line)) this.#customer(key, fact.at);
      else if (shopfront.lines.includes(fact.line)) this.#pass(key, fact.line, fact);
    } else if (fact.kind === 'ZoneLeft' && shopfront.zones.includes(fact.zone)) {
      this.#pass(this.#keyOf(fact.zone, fact.person), fact.zone, fact);
    }
  }

  advance(at: EpochMs): void {
    for (const [key, passed] of this.#undecided) {
      if (at - passed.at > DECIDED_MS) this.#count(key, passed);
    }
    for (const [key, heardAt] of this.#known) if (at - heardAt > FORGET_MS) this.#known.delete(key);
  }

  snapshot(): Json {
    const undecided = Object.fromEntries([...this.#undecided].map(([key, passed]) => [key, { ...passed }]));
    return { undecided, known: Object.fromEntries(this.#known) };
  }

  restore(saved: Json): void {
    this.#undecided.clear();
    this.#known.clear();
    if (saved === null) return;
    const { undecided, known } = saved as unknown as {
      undecided: Record<string, { at: EpochMs; person: number }>;
      known: Record<string, number>;
    };
    for (const [key, passed] of Object.entries(undecided)) this.#undecided.set(key, passed);
    for (const [key, at] of Object.entries(known)) this.#known.set(key, at);
  }

  #pass(
    key: string,
    place: LineId | ZoneId,
    passed: { readonly at: EpochMs; readonly person: number },
  ): void {
    if (this.#known.has(key) || this.#undecided.has(key)) return;
    const { at, person } = passed;
    if (this.#doorSpaces.has(this.#spaces.get(place))) this.#undecided.set(key, { at, person });
    else this.#count(key, { at, person });
  }

  #customer(key: string, at: EpochMs): void {
    this.#undecided.delete(key);
    this.#known.set(key, at);
  }

  #count(key: string, { at, person }: { readonly at: EpochMs; readonly person: number }): void {
    this.#undecided.delete(key);
    this.#known.set(key, at);
    this.#emit({ kind: 'PasserCounted', at, person });
  }

  #keyOf(place: LineId | ZoneId, person: number): string {
    return `${this.#spaces.get(place)}/${person}`;
  }
}
