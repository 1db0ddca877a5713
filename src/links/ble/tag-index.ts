import { createCipheriv, randomBytes } from 'node:crypto';
import type { SealedCounters } from '../../core/model/replay-guard.ts';
import type { TagMatch } from '../../ports/tag-registration.ts';
import type { TagSettings } from '../../ports/tag-registry.ts';
import { tagDigest } from './tag-digest.ts';

export interface KnownTag {
  readonly id: string;
  /** The tag is a canary, fixed beside the receiver. It never moves, and no visitor carries it. */
  readonly isCanary: boolean;
  readonly bindKey?: Buffer;
  /** Counters of the tag's encrypted packets, to detect replays. */
  readonly counters: SealedCounters;
}

interface Entry {
  readonly check: number;
  readonly tag: KnownTag;
}

interface Phone {
  readonly irk: Buffer;
  readonly reversedIrk: Buffer;
  readonly tag: KnownTag;
  /** Number of addresses that the key matches when its bytes are reversed. */
  reversedHits: number;
}

/** By chance, a key matches one address in sixteen million. Two matching addresses are therefore proof. */
const SURE_HITS = 2;

function phoneOf(irkHex: string, tag: KnownTag): Phone {
  const irk = Buffer.from(irkHex, 'hex');
  return { irk, reversedIrk: Buffer.from(irk.toReversed()), tag, reversedHits: 0 };
}

/** How a tag is recognised. The same bytes mean different things as a UUID and as an address. */
export type IdentityClass = TagMatch;

const CLASS_SEED: Readonly<Record<IdentityClass, number>> = { beacon: 1, eddystone: 2, address: 3 };
/**
 * Largest number of cached resolvable addresses. Without the cache, each advert would cost one cipher block per
 * registered phone.
 */
const MAX_RESOLVED = 2_048;
/** Enough for two addresses of each tag that can be registered. */
const MAX_ATTRIBUTED = 10_000;
/** Largest number of cached identities. Without the cache, each advert would cost a digest. */
const MAX_DIGESTED = 4_096;

/**
 * Finds the registered tag to which an identity belongs. Holds 64-bit digests under a random key of this process, never
 * the identities. An unknown radio's identity causes no allocation.
 */
export class TagIndex {
  readonly #sortSeed = randomBytes(4).readUInt32LE();
  readonly #checkSeed = randomBytes(4).readUInt32LE();
  readonly #entries = new Map<number, Entry[]>();
  readonly #phones: Phone[] = [];
  readonly #resolved = new Map<number, KnownTag | null>();
  readonly #key: Buffer;
  readonly #byDigest = new Map<string, KnownTag>();
  readonly #digested = new Map<number, KnownTag | null>();
  /**
   * Addresses under which tags identified themselves in this epoch. `#attributedBefore` has those of the epoch before.
   */
  #attributed = new Map<number, KnownTag>();
  #attributedBefore = new Map<number, KnownTag>();
  readonly #byId: ReadonlyMap<string, KnownTag>;

  constructor(tags: readonly TagSettings[], keyHex = '') {
    this.#key = Buffer.from(keyHex, 'hex');
    const byId = new Map<string, KnownTag>();
    this.#byId = byId;
    for (const { id, kind, match, bindKey } of tags) {
      const tag: KnownTag = {
        id,
        isCanary: kind === 'canary',
        counters: { highest: -1, restartedMs: Number.NEGATIVE_INFINITY },
        ...(bindKey !== undefined && { bindKey: Buffer.from(bindKey, 'hex') }),
      };
      byId.set(id, tag);
      if ('digest' in match) this.#byDigest.set(match.digest, tag);
      else if ('irk' in match) this.#phones.push(phoneOf(match.irk, tag));
      else this.#add(...identityOf(match), tag);
    }
  }

  #add(kind: IdentityClass, identity: Buffer, tag: KnownTag): void {
    const hash = digest(this.#sortSeed ^ CLASS_SEED[kind], identity, 0, identity.length);
    const entry = { check: digest(this.#checkSeed ^ CLASS_SEED[kind], identity, 0, identity.length), tag };
    this.#entries.set(hash, [...(this.#entries.get(hash) ?? []), entry]);
  }

  find(kind: IdentityClass, bytes: Uint8Array, at: number, length: number): KnownTag | undefined {
    const hash = digest(this.#sortSeed ^ CLASS_SEED[kind], bytes, at, length);
    const candidates = this.#entries.get(hash);
    if (candidates === undefined && this.#byDigest.size === 0) return undefined;
    const check = digest(this.#checkSeed ^ CLASS_SEED[kind], bytes, at, length);
    const tag = candidates?.find((entry) => entry.check === check)?.tag;
    if (tag !== undefined || this.#byDigest.size === 0) return tag;
    const key = hash * 2 ** 21 + (check >>> 11);
    const known = this.#digested.get(key);
    if (known !== undefined) return known ?? undefined;
    return this.#heldNear(kind, bytes.subarray(at, at + length), key);
  }

  /** Finds a tag that was registered near a receiver. `key` identifies the identity in the cache. */
  #heldNear(kind: IdentityClass, identity: Uint8Array, key: number): KnownTag | undefined {
    const tag = this.#byDigest.get(tagDigest(this.#key, kind, identity));
    if (this.#digested.size >= MAX_DIGESTED) this.#digested.clear();
    this.#digested.set(key, tag ?? null);
    return tag;
  }

  /** A number that distinguishes identities without containing them. */
  keyOf(kind: IdentityClass, bytes: Uint8Array, at: number, length: number): number {
    const hash = digest(this.#sortSeed ^ CLASS_SEED[kind], bytes, at, length);
    return hash * 2 ** 21 + (digest(this.#checkSeed ^ CLASS_SEED[kind], bytes, at, length) >>> 11);
  }

  /** Finds the registered phone that made this resolvable private address (most significant byte first). */
  resolve(address: Uint8Array, asNumber: number): KnownTag | undefined {
    if (this.#phones.length === 0 || ((address[0] ?? 0) & 0xc0) !== 0x40) return undefined;
    const known = this.#resolved.get(asNumber);
    if (known !== undefined) return known ?? undefined;
    const tag = this.#phones.find(({ irk }) => madeBy(irk, address))?.tag;
    if (tag === undefined) this.#lookReversed(address);
    if (this.#resolved.size >= MAX_RESOLVED) this.#resolved.clear();
    this.#resolved.set(asNumber, tag ?? null);
    return tag;
  }

  /**
   * Ids of the tags whose resolving key matches phones in this store only with reversed bytes. Some programs print keys
   * in that order.
   */
  get reversedKeys(): string[] {
    return this.#phones.filter(({ reversedHits }) => reversedHits >= SURE_HITS).map(({ tag }) => tag.id);
  }

  #lookReversed(address: Uint8Array): void {
    for (const phone of this.#phones) if (madeBy(phone.reversedIrk, address)) phone.reversedHits++;
  }

  /**
   * Finds a tag by its id. Another receiving device may report a tag under that id instead of an identity from its
   * adverts.
   */
  findById(id: string): KnownTag | undefined {
    return this.#byId.get(id);
  }

  /**
   * Records that `tag` has just identified itself under this address. Frames without identity from this address are
   * then attributed to it too.
   */
  attribute(address: number, tag: KnownTag): void {
    if (this.#attributed.size >= MAX_ATTRIBUTED) this.#attributed.clear();
    this.#attributed.set(address, tag);
  }

  findAttributed(address: number): KnownTag | undefined {
    return this.#attributed.get(address) ?? this.#attributedBefore.get(address);
  }

  /**
   * Forgets addresses at the end of an epoch. An address that a tag still uses has been recorded again in the meantime.
   */
  forgetAddresses(): void {
    this.#attributedBefore = this.#attributed;
    this.#attributed = new Map();
    this.#resolved.clear();
    this.#digested.clear();
  }
}

/** MurmurHash3 (32 bit, byte by byte) with a secret seed: fast, and an attacker cannot make all tags collide. */
function digest(seed: number, bytes: Uint8Array, at: number, length: number): number {
  let hash = seed;
  for (let i = at; i < at + length; i++) {
    let block = Math.imul((bytes[i] ?? 0) + 0x9e37, 0xcc9e2d51);
    block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    hash ^= block;
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function identityOf(
  match: Exclude<TagSettings['match'], { readonly irk: string } | { readonly digest: string }>,
): [IdentityClass, Buffer] {
  if ('mac' in match) return ['address', Buffer.from(match.mac, 'hex')];
  if ('namespace' in match) return ['eddystone', Buffer.from(match.namespace + match.instance, 'hex')];
  const numbers = Buffer.alloc(4);
  numbers.writeUInt16BE(match.major, 0);
  numbers.writeUInt16BE(match.minor, 2);
  return ['beacon', Buffer.concat([Buffer.from(match.uuid, 'hex'), numbers])];
}

/**
 * Returns whether a phone with this key made the address. The low half of such an address is a hash of its high half:
 * the function `ah` of Bluetooth Core 5.4, Vol 3 Part H, 2.2.2.
 */
function madeBy(irk: Buffer, address: Uint8Array): boolean {
  const block = Buffer.alloc(16);
  block.set(address.subarray(0, 3), 13);
  const cipher = createCipheriv('aes-128-ecb', irk, null).setAutoPadding(false);
  return cipher.update(block).subarray(13).equals(address.subarray(3, 6));
}
