import type { TypeOf } from '../model/codec.ts';
import { boolean, branded, byKey, number, row } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, TagId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';

/** Signal strength in dBm. A tag that receivers hear weaker than this may be outside, in the street. */
const IN_THE_SHOP_DBM = -85;
/** Adverts needed within `WITHIN_MS`: a single strong advert may be a reflection. */
const ADVERTS = 3;
const WITHIN_MS = 30_000;
/** A tag that receivers have not heard for 10 minutes has left. The next advert begins another visit. */
const LEFT_MS = 10 * 60_000;

const KNOWN = row({
  heardAt: branded<EpochMs>(),
  firstAt: branded<EpochMs>(),
  adverts: number,
  isHere: boolean,
});
type Known = TypeOf<typeof KNOWN>;

/** Emits `LoyaltyArrived` when the tag of an opted-in loyalty member arrives. */
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
