import type { NearbyScanResult, TagMatch } from '../../ports/tag-registration.ts';

/** A weaker radio is not held near the receiver, so it is not recorded. */
const NEAR_DBM = -70;
/** Smallest level of a tag that a hand holds beside the receiver. */
const FOUND_DBM = -60;
/** The tag must be this much louder than every other radio, so that no other radio is registered instead. */
const LEAD_DB = 8;
/** A tag is found when it keeps that level for this long, with at least this many adverts. */
const HELD_MS = 2_000;
const LEAST_ADVERTS = 3;
/** A radio without adverts for this long counts as taken away. */
const GONE_MS = 4_000;
/** The level is an exponential mean over about this many adverts. */
const ADVERTS = 4;
const MAX_RADIOS = 64;
const MOST_TOLD = 5;

/** The sender of an advert, as far as its content shows. */
export type NearIdentity =
  | { readonly what: 'known'; readonly tag: string }
  | { readonly what: 'new'; readonly by: TagMatch; readonly bytes: Uint8Array }
  /** The advert contains nothing constant by which the radio could be recognised. */
  | { readonly what: 'changing' };

interface Radio {
  /** The best identity of all its adverts, because a tag sends several kinds of frames. */
  identity: NearIdentity;
  rssiDbm: number;
  adverts: number;
  readonly sinceMs: number;
  atMs: number;
}

/**
 * Finds the radio that is held close to this receiver. A detector exists for some seconds, keeps identities in memory
 * only, and reports a single digest.
 */
export class NearbyDetector {
  readonly #digest: (by: TagMatch, bytes: Uint8Array) => string;
  readonly #radios = new Map<number, Radio>();

  constructor(digest: (by: TagMatch, bytes: Uint8Array) => string) {
    this.#digest = digest;
  }

  /** Adds an advert; `key` distinguishes radios. */
  acceptAdvert(key: number, identity: NearIdentity, rssiDbm: number, nowMs: number): void {
    const radio = this.#radios.get(key);
    if (radio === undefined) {
      if (rssiDbm < NEAR_DBM) return;
      this.#makeRoom(nowMs);
      const kept = copied(identity);
      this.#radios.set(key, { identity: kept, rssiDbm, adverts: 1, sinceMs: nowMs, atMs: nowMs });
      return;
    }
    if (worthOf(identity) > worthOf(radio.identity)) {
      overwrite(radio.identity);
      radio.identity = copied(identity);
    }
    radio.rssiDbm += (rssiDbm - radio.rssiDbm) / ADVERTS;
    radio.adverts++;
    radio.atMs = nowMs;
  }

  view(nowMs: number): NearbyScanResult {
    for (const [key, radio] of this.#radios) if (nowMs - radio.atMs > GONE_MS) this.#forget(key, radio);
    const near = [...this.#radios.values()]
      .filter(({ rssiDbm }) => rssiDbm >= NEAR_DBM)
      .toSorted((a, b) => b.rssiDbm - a.rssiDbm);
    return {
      radios: near.slice(0, MOST_TOLD).map(({ rssiDbm, identity }) => {
        const { what } = identity;
        return { rssiDbm: Math.round(rssiDbm), what, ...(what === 'known' && { tag: identity.tag }) };
      }),
      found: this.#found(near[0], near[1], nowMs),
    };
  }

  destroy(): void {
    for (const [key, radio] of this.#radios) this.#forget(key, radio);
  }

  #found(first: Radio | undefined, second: Radio | undefined, nowMs: number): NearbyScanResult['found'] {
    if (first?.identity.what !== 'new') return null;
    const { rssiDbm } = first;
    const { by, bytes } = first.identity;
    const isHeld = first.adverts >= LEAST_ADVERTS && nowMs - first.sinceMs >= HELD_MS;
    const leads = second === undefined || rssiDbm - second.rssiDbm >= LEAD_DB;
    if (!isHeld || !leads || rssiDbm < FOUND_DBM) return null;
    return { digest: this.#digest(by, bytes), by, rssiDbm: Math.round(rssiDbm) };
  }

  /** Makes room by removing the weakest radio: a tag held near the receiver is never the weakest. */
  #makeRoom(nowMs: number): void {
    if (this.#radios.size < MAX_RADIOS) return;
    const [weakest] = [...this.#radios].toSorted(
      ([, a], [, b]) =>
        Number(nowMs - b.atMs > GONE_MS) - Number(nowMs - a.atMs > GONE_MS) || a.rssiDbm - b.rssiDbm,
    );
    if (weakest !== undefined) this.#forget(...weakest);
  }

  #forget(key: number, radio: Radio): void {
    overwrite(radio.identity);
    this.#radios.delete(key);
  }
}

/**
 * Rank of an identity. A registered tag comes first. A beacon's own identity comes before its address, as it lasts
 * longer.
 */
function worthOf(identity: NearIdentity): number {
  if (identity.what === 'known') return 4;
  if (identity.what === 'changing') return 0;
  return { beacon: 3, eddystone: 2, address: 1 }[identity.by];
}

/** Copies the bytes, because the next report reuses them. */
function copied(identity: NearIdentity): NearIdentity {
  return identity.what === 'new' ? { ...identity, bytes: identity.bytes.slice() } : identity;
}

function overwrite(identity: NearIdentity): void {
  if (identity.what === 'new') identity.bytes.fill(0);
}
