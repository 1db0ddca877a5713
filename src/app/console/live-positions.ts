import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, SpaceId } from '../../core/model/ids.ts';
import type { Point } from '../../core/model/shapes.ts';
import type { TrackObserver } from '../../core/tracking/track-observer.ts';
import type { LivePeople, StoreView } from '../../ports/console/console.ts';

/** A person without a position for this long is no longer drawn. Only the tracker decides whether they left. */
const SHOWN_MS = 2_000;

const ENDS_WAIT: ReadonlySet<Fact['kind']> = new Set(['QueueServed', 'QueueAbandoned', 'QueueLost']);

interface Place {
  readonly x: number;
  readonly y: number;
  /** Monotonic time at which the position arrived here, so that a camera with a delay still shows people. */
  readonly toldMs: number;
}

interface Shown {
  readonly spaces: readonly Pick<StoreView['spaces'][number], 'id'>[];
  readonly zones: readonly Pick<StoreView['zones'][number], 'id'>[];
}

/** Present positions of all people and their open visits. */
export class LivePositions implements TrackObserver {
  readonly #places = new Map<SpaceId, Map<number, Place>>();
  readonly #visits = new Map<
    string,
    { readonly zone: string; readonly person: number; readonly since: EpochMs }
  >();
  /** Keys of the visits whose person waits behind others. */
  readonly #waiting = new Set<string>();
  readonly #heads = new Map<string, number>();
  readonly #nowMs: () => number;
  #at = 0 as EpochMs;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  moved(space: SpaceId, person: number, at: EpochMs, { x, y }: Point): void {
    let people = this.#places.get(space);
    if (people === undefined) {
      people = new Map();
      this.#places.set(space, people);
    }
    people.set(person, { x, y, toldMs: this.#nowMs() });
    if (at > this.#at) this.#at = at;
  }

  ended(space: SpaceId, person: number): void {
    this.#places.get(space)?.delete(person);
  }

  resumed(): void {}

  advanced(_space: SpaceId, at: EpochMs): void {
    if (at > this.#at) this.#at = at;
  }

  fact(fact: Fact): void {
    if (fact.kind === 'ZoneEntered') {
      const { zone, person, at } = fact;
      this.#visits.set(`${zone} ${person}`, { zone, person, since: at });
    } else if (fact.kind === 'ZoneLeft') {
      this.#visits.delete(`${fact.zone} ${fact.person}`);
      this.#waiting.delete(`${fact.zone} ${fact.person}`);
    } else if (fact.kind === 'QueueJoined') this.#waiting.add(`${fact.zone} ${fact.person}`);
    else if (ENDS_WAIT.has(fact.kind) && 'person' in fact && 'zone' in fact)
      this.#waiting.delete(`${fact.zone} ${fact.person}`);
    else if (fact.kind === 'HeadsCounted') {
      if (fact.people === null) this.#heads.delete(fact.zone);
      else this.#heads.set(fact.zone, fact.people);
    }
  }

  live({ spaces, zones }: Shown): LivePeople {
    const nowMs = this.#nowMs();
    const people = spaces.flatMap(({ id }, space) =>
      [...(this.#places.get(id as SpaceId) ?? [])].flatMap(([person, { x, y, toldMs }]) =>
        nowMs - toldMs > SHOWN_MS ? [] : [[space, person, shown(x), shown(y)] as const],
      ),
    );
    const ordinals = new Map(zones.map(({ id }, i) => [id, i]));
    const visits = [...this.#visits.values()].flatMap(({ zone, person, since }) => {
      const ordinal = ordinals.get(zone);
      return ordinal === undefined ? [] : [[ordinal, person, since] as const];
    });
    const heads = zones.flatMap(({ id }, i) => {
      const inside = this.#heads.get(id);
      return inside === undefined ? [] : [[i, inside] as const];
    });
    const waiting = zones.flatMap(({ id }, i) => {
      const own = [...this.#waiting].filter((key) => this.#visits.get(key)?.zone === id);
      return own.length === 0 ? [] : [[i, own.length] as const];
    });
    return { at: this.#at, people, visits, waiting, heads };
  }
}

/** Rounds to a centimetre or 0.01 pixel: finer steps are invisible and need not be sent. */
function shown(value: number): number {
  return Math.round(value * 100) / 100;
}
