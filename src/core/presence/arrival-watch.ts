import type { FactSink } from '../fact.ts';
import type { Checkpointed, EpochMs, Json, TagId } from '../types.ts';

/** Heard weaker than this, a tag may be in the street. */
const IN_THE_SHOP_DBM = -85;
/** One advert may be a fluke of radio. */
const ADVERTS = 3;
const WITHIN_MS = 30_000;
/** Unheard for this long, it has left: its next coming is another visit. */
const LEFT_MS = 10 * 60_000;

interface Known {
  heardAt: EpochMs;
  firstAt: EpochMs;
  adverts: number;
  isHere: boolean;
}

/** Opted-in loyalty tags that come into hearing. */
export class ArrivalWatch implements Checkpointed {
  readonly #tags: ReadonlySet<TagId>;
  readonly #emit: FactSink;
  readonly #known = new Map<TagId, Known>();

  constructor(tags: readonly TagId[], emit: FactSink) {
    this.#tags = new Set(tags);
    this.#emit = emit;
  }

  heard(tag: TagId, at: EpochMs, rssiDbm: number): void {
    if (!this.#tags.has(tag)) return;
    const known = this.#known.get(tag) ?? { heardAt: at, firstAt: at, adverts: 0, isHere: false };
    this.#known.set(tag, known);
    if (at - known.heardAt > LEFT_MS) Object.assign(known, { isHere: false, adverts: 0 });
    known.heardAt = at;
    if (known.isHere || rssiDbm < IN_THE_SHOP_DBM || rssiDbm >= 0) return;
    if (known.adverts === 0 || at - known.firstAt > WITHIN_MS)
      Object.assign(known, { firstAt: at, adverts: 0 });
    known.adverts++;
    if (known.adverts < ADVERTS) return;
    known.isHere = true;
    this.#emit({ kind: 'LoyaltyArrived', at, tag });
  }

  snapshot(): Json {
    return Object.fromEntries([...this.#known].map(([tag, known]) => [tag, { ...known }]));
  }

  restore(saved: Json): void {
    this.#known.clear();
    for (const [tag, known] of Object.entries(saved as unknown as Record<string, Known>)) {
      if (this.#tags.has(tag as TagId)) this.#known.set(tag as TagId, { ...known });
    }
  }
}
