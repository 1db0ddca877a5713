import { segmentsCross } from '../../core/geometry/polygon.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { TrueVisit } from './zone-truth.ts';

/**
 * True passers-by, by the definition that the gateway publishes.
 * A person who crosses a line of the shopfront or leaves one of its zones counts once.
 * A person who goes through a door of the store does not count.
 */
export class ShopfrontTruth {
  readonly #lines: readonly Segment[];
  readonly #zones: ReadonlySet<number>;
  /** Time at which each person first crossed a line. */
  readonly #passedMs = new Map<Person, number>();
  readonly #customers = new Set<Person>();

  constructor({ shopfront, zones }: StoreLayout) {
    this.#lines = shopfront?.lines ?? [];
    this.#zones = new Set(shopfront?.zones.map((zone) => zones.findIndex(({ id }) => id === zone)));
  }

  moved(people: ReadonlyMap<number, Person>, fromMs: number): void {
    if (this.#lines.length === 0) return;
    for (const person of people.values()) {
      const { x, y, fromX, fromY } = person;
      if ((x === fromX && y === fromY) || this.#customers.has(person) || this.#passedMs.has(person)) continue;
      const crosses = ({ from, to }: Segment) => segmentsCross(from, to, { x: fromX, y: fromY }, { x, y });
      if (this.#lines.some(crosses)) this.#passedMs.set(person, fromMs);
    }
  }

  /** Records a person who went through a door of the store. */
  sawCustomer(person: Person): void {
    this.#customers.add(person);
  }

  /** Returns the time at which each passer-by passed. `visits` are the visits to all zones. */
  passersMs(visits: readonly TrueVisit[]): number[] {
    const first = new Map(this.#passedMs);
    for (const { zone, person, leftMs } of visits) {
      if (!this.#zones.has(zone)) continue;
      first.set(person, Math.min(leftMs, first.get(person) ?? Number.POSITIVE_INFINITY));
    }
    return [...first].flatMap(([person, atMs]) => (this.#customers.has(person) ? [] : [atMs]));
  }
}

type Segment = NonNullable<StoreLayout['shopfront']>['lines'][number];
