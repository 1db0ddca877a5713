import type { TypeOf } from '../model/codec.ts';
import { branded, entryCodec, list, nullable, number, row, text } from '../model/codec.ts';
import type { Fact, FactSink } from '../model/fact.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldMap } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';

/** The walk from the end of the queue to the counter never takes longer than this. */
const WALK_TO_SERVICE_MS = 10_000;
/** The service zone emits a visit a few seconds after it began; until then a visitor has not abandoned the queue. */
const TOLD_LATE_MS = 5_000;

/** A served visitor walks out past the queue within this time, and does not wait again. */
const ON_THE_WAY_OUT_MS = 60_000;

const WAITING = row({
  zone: text<ZoneId>(),
  person: number,
  joinedAt: branded<EpochMs>(),
  leftAt: nullable(branded<EpochMs>()),
});
type Waiting = TypeOf<typeof WAITING>;

/** When each person was served, by person number. */
const SERVED = entryCodec(number, branded<EpochMs>());

/**
 * Zone visits → queue facts. A person in a queue zone waits; coming into its service zone ends the wait, leaving for
 * anywhere else abandons it. A person whose end was not seen did neither; one who was just served only walks out past it.
 */
export class QueueTracker implements Checkpointed {
  readonly #servedIn = new Map<ZoneId, ZoneId | undefined>();
  readonly #spaceOf: ReadonlyMap<ZoneId, SpaceId>;
  readonly #emit: FactSink;
  #waiting: Waiting[] = [];
  /** When each person was last in a service zone after waiting. */
  readonly #servedAt = new Map<number, EpochMs>();
  readonly state = composed({
    waiting: held(
      list(WAITING),
      () => this.#waiting,
      (waiting) => {
        this.#waiting = waiting.filter(({ zone }) => this.#servedIn.has(zone));
      },
    ),
    served: heldMap(SERVED, this.#servedAt),
  });

  constructor(model: StoreModel, emit: FactSink) {
    for (const { id, queue } of model.zones) if (queue !== undefined) this.#servedIn.set(id, queue.servedIn);
    this.#spaceOf = new Map(model.zones.map(({ id, space }) => [id, space]));
    this.#emit = emit;
  }

  handleFact(fact: Fact): void {
    if (this.#servedIn.size === 0) return;
    if (fact.kind === 'ZoneEntered') this.#entered(fact);
    else if (fact.kind === 'ZoneLeft') this.#left(fact);
  }

  /** A person with a staff action in `zone` is staff, and waits in no queue. */
  dismiss(zone: ZoneId, person: number): void {
    const space = this.#spaceOf.get(zone);
    for (const wait of this.#waiting)
      if (wait.person === person && this.#spaceOf.get(wait.zone) === space) this.#forget(wait);
  }

  /** How many people wait in the zone now. */
  length(zone: ZoneId): number {
    let waiting = 0;
    for (const wait of this.#waiting) if (wait.zone === zone && wait.leftAt === null) waiting += 1;
    return waiting;
  }

  advance(at: EpochMs): void {
    for (const [person, servedAt] of this.#servedAt) {
      if (at - servedAt > ON_THE_WAY_OUT_MS) this.#servedAt.delete(person);
    }
    const isOver = ({ leftAt }: Waiting) =>
      leftAt !== null && at - leftAt > WALK_TO_SERVICE_MS + TOLD_LATE_MS;
    if (!this.#waiting.some(isOver)) return;
    for (const wait of this.#waiting.filter(isOver)) this.#end(wait, 'QueueAbandoned', wait.leftAt ?? at);
  }

  #entered({ zone, person, at, resumedFrom }: Extract<Fact, { kind: 'ZoneEntered' }>): void {
    for (const wait of this.#waiting) {
      if (wait.person !== person || this.#servedIn.get(wait.zone) !== zone) continue;
      if (wait.leftAt === null || at - wait.leftAt <= WALK_TO_SERVICE_MS) this.#end(wait, 'QueueServed', at);
    }
    if (this.#servedAt.has(person) && this.#isCounter(zone)) this.#servedAt.set(person, at);
    if (!this.#servedIn.has(zone) || this.#servedAt.has(person)) return;
    const known = this.#waiting.find((wait) => wait.zone === zone && wait.person === person);
    if (known !== undefined) {
      // Stepped out for a moment and came back: still the same wait.
      known.leftAt = null;
      return;
    }
    this.#waiting.push({ zone, person, joinedAt: resumedFrom ?? at, leftAt: null });
    if (resumedFrom === undefined) this.#emit({ kind: 'QueueJoined', at, zone, person });
  }

  #isCounter(zone: ZoneId): boolean {
    return [...this.#servedIn.values()].includes(zone);
  }

  #left({ zone, person, at, censored }: Extract<Fact, { kind: 'ZoneLeft' }>): void {
    const wait = this.#waiting.find((candidate) => candidate.zone === zone && candidate.person === person);
    if (wait === undefined) return;
    if (censored === 'lost' || censored === 'stop') this.#forget(wait);
    // Without a service zone, served and abandoned cannot be distinguished: leaving counts as served.
    else if (this.#servedIn.get(zone) === undefined) this.#end(wait, 'QueueServed', at);
    else wait.leftAt = at;
  }

  #end(wait: Waiting, kind: 'QueueServed' | 'QueueAbandoned', at: EpochMs): void {
    this.#forget(wait);
    if (kind === 'QueueServed') this.#servedAt.set(wait.person, at);
    const { zone, person, joinedAt } = wait;
    this.#emit({ kind, at, zone, person, waitMs: Math.max(0, at - joinedAt) });
  }

  #forget(wait: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== wait);
  }
}
