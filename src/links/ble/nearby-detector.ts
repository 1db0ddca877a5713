import type { NearbyScanResult, TagMatch } from '../../ports/tag-registration.ts';

/** Weaker radios are not held near anything; they are not even noted. */
const NEAR_DBM = -70;
/** A tag in a hand beside the receiver is at least this loud… */
const FOUND_DBM = -60;
/** …and louder than every other radio by this much, so that no other radio is registered in its place. */
const LEAD_DB = 8;
/** …for this long, heard this often. */
const HELD_MS = 2_000;
const LEAST_ADVERTS = 3;
/** Not heard for so long: it was taken away. */
const GONE_MS = 4_000;
/** A level is the mean of about this many adverts. */
const ADVERTS = 4;
const MAX_RADIOS = 64;
const MOST_TOLD = 5;

/** Whose an advert is, as far as it tells. */
export type NearIdentity =
  | { readonly what: 'known'; readonly tag: string }
  | { readonly what: 'new'; readonly by: TagMatch; readonly bytes: Uint8Array }
  /** Nothing lasting to know it by. */
  | { readonly what: 'changing' };

interface Radio {
  /** The best that any of its adverts told: a tag sends frames of several kinds. */
  identity: NearIdentity;
  rssiDbm: number;
  adverts: number;
  readonly sinceMs: number;
  atMs: number;
}

/** Which radio is held close to this receiver. Lives for seconds, knows identities in memory alone, and tells one digest. */
export class NearbyDetector {
  readonly #digest: (by: TagMatch, bytes: Uint8Array) => string;
  readonly #radios = new Map<number, Radio>();

  constructor(digest: (by: TagMatch, bytes: Uint8Array) => string) {
    this.#digest = digest;
  }

  /** `key` tells radios apart. */
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

  /** Removes the weakest radio: a tag held near is never the weakest. */
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

/** A beacon's own identity outlasts an address, and whose it is already matters most. */
function worthOf(identity: NearIdentity): number {
  if (identity.what === 'known') return 4;
  if (identity.what === 'changing') return 0;
  return { beacon: 3, eddystone: 2, address: 1 }[identity.by];
}

/** The bytes of a report are used again for the next one. */
function copied(identity: NearIdentity): NearIdentity {
  return identity.what === 'new' ? { ...identity, bytes: identity.bytes.slice() } : identity;
}

function overwrite(identity: NearIdentity): void {
  if (identity.what === 'new') identity.bytes.fill(0);
}
