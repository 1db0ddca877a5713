import type { TypeOf } from '../model/codec.ts';
import { boolean, branded, byKey, number, row } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, TagId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';

/** Heard weaker than this, a tag may be in the street. */
const IN_THE_SHOP_DBM = -85;
/** One advert may be a fluke of radio. */
const ADVERTS = 3;
const WITHIN_MS = 30_000;
/** Unheard for this long, it has left: its next coming is another visit. */
const LEFT_MS = 10 * 60_000;

const KNOWN = row({
  heardAt: branded<EpochMs>(),
  firstAt: branded<EpochMs>(),
  adverts: number,
  isHere: boolean,
});
type Known = TypeOf<typeof KNOWN>;

/** Opted-in loyalty tags that come into hearing. */
export class LoyaltyArrivalDetector implements Checkpointed {
  readonly #tags: ReadonlySet<TagId>;
  readonly #emit: FactSink;
  readonly #known = new Map<TagId, Known>();
  readonly state = heldMap(byKey<TagId, Known>(KNOWN), this.#known, (tag) => this.#tags.has(tag));

  constructor(tags: readonly TagId[], emit: FactSink) {
    this.#tags = new Set(tags);
    this.#emit = emit;
  }

  acceptAdvert(tag: TagId, at: EpochMs, rssiDbm: number): void {
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
}
