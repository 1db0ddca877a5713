import { createAdScan, scanAdvert } from '../../core/beacons/ad-structures.ts';
import type { DecodedBeacon } from '../../core/beacons/beacon-fields.ts';
import { uintLe } from '../../core/beacons/bytes.ts';
import { isCompanion } from '../../core/beacons/companion-frames.ts';
import { decodeScanned } from '../../core/beacons/decode-advert.ts';
import type { Identity } from '../../core/beacons/identity.ts';
import { findIdentity } from '../../core/beacons/identity.ts';
import { isRssi } from '../../core/beacons/rssi.ts';
import { TagReports } from '../../core/beacons/tag-reports.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { BucketKey, PseudonymSettings } from '../../ports/ble-channel.ts';
import type { BleAdvert } from '../../ports/links.ts';
import type { NearbyScanRequest, NearbyScanResult } from '../../ports/tag-registration.ts';
import type { TagSettings } from '../../ports/tag-registry.ts';
import { addressIdentity, lasts, toNumber } from './address-identity.ts';
import { RadioBuckets } from './hashed-radio-buckets.ts';
import type { NearIdentity } from './nearby-detector.ts';
import { NearbyDetector } from './nearby-detector.ts';
import { OptOutFilter } from './opt-out-filter.ts';
import { EPOCH_MS, Pseudonyms } from './pseudonyms.ts';
import { RadioTable } from './radio-table.ts';
import { createDecrypter } from './tag-decryption.ts';
import { tagDigest } from './tag-digest.ts';
import type { IdentityClass, KnownTag } from './tag-index.ts';
import { TagIndex } from './tag-index.ts';

const QUIETEST_DBM = -127;

/** An advert as another receiving device reports it. */
export interface ForeignAdvert {
  readonly rssiDbm: number;
  readonly identities: readonly { readonly kind: IdentityClass; readonly bytes: Uint8Array }[];
  /** The other device's own name for the radio, if it has one. */
  readonly alias?: string;
  readonly powerAt1mDbm?: number;
  readonly beacon?: DecodedBeacon;
}

/**
 * Processes adverts inside the radio process, before anything leaves it. It finds the sender of each advert and reads
 * its values. It reports each unknown radio once a second under a pseudonym. Hot path: unknown radios cause no
 * allocation.
 */
export class AdvertProcessor {
  readonly #index: TagIndex;
  readonly #reports = new TagReports();
  readonly #pseudonyms: Pseudonyms;
  readonly #optOutFilter: OptOutFilter;
  #forgottenMs = Number.NEGATIVE_INFINITY;
  readonly #scan = createAdScan();
  readonly #identity: Identity = { kind: 'ibeacon', at: 0, length: 0, powerAt1mDbm: undefined };
  readonly #address = new Uint8Array(6);
  readonly #radios = new RadioTable();
  readonly #tells: boolean;
  readonly #buckets: RadioBuckets | undefined;
  readonly #lasting: { readonly fromDbm: number; readonly add: (address: number) => void } | undefined;
  /** Looks for tags near the receiver. Set only while a technician registers a tag. */
  #near: NearbyDetector | undefined;
  #nearUntilMs = 0;
  #heard: BleAdvert[] = [];
  #malformed = 0;

  constructor(
    tags: readonly TagSettings[],
    options: {
      readonly unknownRadios: boolean;
      readonly pseudonyms?: PseudonymSettings;
      readonly tagKeyHex?: string;
      /** Present when repeat visitors are estimated. */
      readonly bucketKey?: () => BucketKey;
      readonly insideDbm?: number;
    },
  ) {
    this.#index = new TagIndex(tags, options.tagKeyHex);
    this.#pseudonyms = new Pseudonyms(options.pseudonyms?.epochMs);
    this.#optOutFilter = new OptOutFilter(options.pseudonyms?.optOuts ?? { keyHex: '', digests: [] });
    this.#tells = options.unknownRadios;
    const { bucketKey, insideDbm = QUIETEST_DBM } = options;
    this.#buckets = bucketKey && this.#tells ? new RadioBuckets(bucketKey) : undefined;
    this.#lasting = this.#buckets && { fromDbm: insideDbm, add: (address) => this.#buckets?.add(address) };
  }

  /** Number of adverts with contradictory lengths, since the process started. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Ids of the tags whose resolving key seems to be written in reverse byte order. */
  get reversedKeys(): string[] {
    return this.#index.reversedKeys;
  }

  countMalformed(): void {
    this.#malformed++;
  }

  /**
   * Processes one report of the controller. The address is six bytes at `addressAt`, least significant first. The data
   * is `bytes[from, to)`. `isRandom` is what the controller says of the address; undefined when it says nothing.
   */
  report(
    bytes: Uint8Array,
    addressAt: number,
    rssiDbm: number,
    from: number,
    to: number,
    nowMs: number,
    isRandom?: boolean,
  ): void {
    if (!isRssi(rssiDbm)) return;
    for (let i = 0; i < 6; i++) this.#address[i] = bytes[addressAt + 5 - i] ?? 0;
    if (!scanAdvert(bytes, from, to, this.#scan)) this.#malformed++;
    const number = uintLe(bytes, addressAt, 6);
    const tag = this.#whose(bytes, from, number);
    if (tag?.isCanary !== true)
      this.#near?.acceptAdvert(number, this.#nearIdentity(tag, bytes, from, isRandom), rssiDbm, nowMs);
    if (tag !== undefined) this.#acceptTagAdvert(tag, bytes, from, rssiDbm, nowMs);
    else if (this.#isCounted(bytes, from) && !this.#optOutFilter.has(this.#address, number))
      this.#radios.acceptAdvert(number, rssiDbm, lasts(this.#address, isRandom));
  }

  /**
   * Returns whether this frame counts a radio. A frame without identity does not, as its beacon also sends frames with
   * one.
   */
  #isCounted(bytes: Uint8Array, from: number): boolean {
    return this.#tells && !isCompanion(bytes, from, this.#scan);
  }

  #whose(bytes: Uint8Array, from: number, number: number): KnownTag | undefined {
    this.#identity.powerAt1mDbm = undefined;
    for (let i = 0; i < this.#scan.count; i++) {
      const kind = this.#identityAt(i, bytes, from);
      if (kind === undefined) continue;
      const tag = this.#index.find(kind, bytes, this.#identity.at, this.#identity.length);
      if (tag !== undefined) {
        this.#attribute(number, tag);
        return tag;
      }
    }
    return (
      this.#index.find('address', this.#address, 0, 6) ??
      this.#index.resolve(this.#address, number) ??
      this.#index.findAttributed(number)
    );
  }

  /** Everything that this address sent earlier in the present second also belongs to the tag. */
  #attribute(number: number, tag: KnownTag): void {
    if (this.#index.findAttributed(number) !== tag) this.#radios.drop(number);
    this.#index.attribute(number, tag);
  }

  #nearIdentity(
    tag: KnownTag | undefined,
    bytes: Uint8Array,
    from: number,
    isRandom: boolean | undefined,
  ): NearIdentity {
    if (tag !== undefined) return { what: 'known', tag: tag.id };
    for (let i = 0; i < this.#scan.count; i++) {
      const by = this.#identityAt(i, bytes, from);
      if (by === undefined) continue;
      const { at, length } = this.#identity;
      return { what: 'new', by, bytes: bytes.subarray(at, at + length) };
    }
    return addressIdentity(this.#address, isRandom);
  }

  /** Reads the identity in structure `i` of the report. Afterwards `#identity` says where its bytes are. */
  #identityAt(i: number, bytes: Uint8Array, from: number): 'beacon' | 'eddystone' | undefined {
    const at = from + (this.#scan.at[i] ?? 0);
    const length = this.#scan.length[i] ?? 0;
    const owner = this.#scan.owner[i] ?? 0;
    if (!findIdentity(bytes, owner, this.#scan.isCompany[i] === 1, at, length, this.#identity))
      return undefined;
    return this.#identity.kind === 'eddystone-uid' ? 'eddystone' : 'beacon';
  }

  #acceptTagAdvert(tag: KnownTag, bytes: Uint8Array, from: number, rssiDbm: number, nowMs: number): void {
    const beacons = decodeScanned(bytes, from, this.#scan, {
      address: this.#address,
      decrypt: createDecrypter(tag, nowMs),
    });
    const report = this.#reports.acceptBeacons(tag.id, beacons, nowMs);
    const powerAt1mDbm = this.#identity.powerAt1mDbm;
    this.#heard.push({
      kind: 'tag',
      tag: tag.id,
      rssiDbm,
      at: nowMs as EpochMs,
      ...(powerAt1mDbm !== undefined && { powerAt1mDbm }),
      ...(report !== undefined && { report }),
    });
  }

  /** Processes an advert that another device has received and decoded. */
  foreign(advert: ForeignAdvert, nowMs: number): void {
    const { rssiDbm, identities, powerAt1mDbm, beacon } = advert;
    const address = identities.find(({ kind }) => kind === 'address')?.bytes;
    const number = address === undefined ? undefined : toNumber(address);
    const tag =
      this.#identified(advert, number) ??
      (address && number !== undefined
        ? (this.#index.resolve(address, number) ?? this.#index.findAttributed(number))
        : undefined);
    if (tag?.isCanary !== true)
      this.#near?.acceptAdvert(...this.#foreignNear(tag, identities, number), rssiDbm, nowMs);
    if (tag === undefined) {
      if (address !== undefined && number !== undefined && this.#tells)
        this.#radios.acceptAdvert(number, rssiDbm, lasts(address, undefined));
      return;
    }
    const report = beacon && this.#reports.acceptBeacons(tag.id, [beacon], nowMs);
    this.#heard.push({
      ...{ kind: 'tag', tag: tag.id, rssiDbm, at: nowMs as EpochMs },
      ...(powerAt1mDbm !== undefined && { powerAt1mDbm }),
      ...(report !== undefined && { report }),
    });
  }

  #identified({ identities, alias }: ForeignAdvert, number: number | undefined): KnownTag | undefined {
    const tag =
      identities
        .map(({ kind, bytes }) => this.#index.find(kind, bytes, 0, bytes.length))
        .find((found) => found !== undefined) ?? (alias ? this.#index.findById(alias) : undefined);
    if (tag !== undefined && number !== undefined) this.#attribute(number, tag);
    return tag;
  }

  #foreignNear(
    tag: KnownTag | undefined,
    identities: ForeignAdvert['identities'],
    number: number | undefined,
  ): [number, NearIdentity] {
    const [best] = identities;
    const key =
      number ?? (best === undefined ? 0 : this.#index.keyOf(best.kind, best.bytes, 0, best.bytes.length));
    if (tag !== undefined) return [key, { what: 'known', tag: tag.id }];
    if (best === undefined) return [key, { what: 'changing' }];
    if (best.kind === 'address') return [key, addressIdentity(best.bytes, undefined)];
    return [key, { what: 'new', by: best.kind, bytes: best.bytes }];
  }

  /** Starts to look for radios held near the receiver. With `forMs` 0 it stops. */
  listenNear({ keyHex, forMs }: NearbyScanRequest, nowMs: number): void {
    this.#near?.destroy();
    const key = Buffer.from(keyHex, 'hex');
    this.#near = forMs > 0 ? new NearbyDetector((by, bytes) => tagDigest(key, by, bytes)) : undefined;
    this.#nearUntilMs = nowMs + forMs;
  }

  /** Returns undefined while no technician is registering a tag. */
  takeNear(nowMs: number): NearbyScanResult | undefined {
    if (this.#near !== undefined && nowMs > this.#nearUntilMs)
      this.listenNear({ keyHex: '', forMs: 0 }, nowMs);
    return this.#near?.view(nowMs);
  }

  /** Returns the adverts of registered tags since the last call. */
  takeTags(): readonly BleAdvert[] {
    const heard = this.#heard;
    if (heard.length > 0) this.#heard = [];
    return heard;
  }

  /** Ends the present second and returns its radios, each once. */
  takeRadios(nowMs: number): readonly BleAdvert[] {
    if (this.#pseudonyms.renew(nowMs)) this.#radios.forgetNames();
    const at = nowMs as EpochMs;
    const radios = this.#radios.takeSecond(
      this.#pseudonyms,
      (pseudonym, rssiDbm) => ({ kind: 'radio', pseudonym, rssiDbm, at }) as const,
      this.#lasting,
    );
    const isOver = this.#forgetAddresses(nowMs);
    return isOver && this.#buckets !== undefined ? [...radios, this.#buckets.takeAdvert(nowMs)] : radios;
  }

  /** Forgets addresses every few minutes, even when pseudonyms live longer. Returns whether it forgot them now. */
  #forgetAddresses(nowMs: number): boolean {
    const sinceMs = nowMs - this.#forgottenMs;
    if (sinceMs >= 0 && sinceMs < EPOCH_MS) return false;
    this.#forgottenMs = nowMs;
    this.#radios.erase();
    this.#index.forgetAddresses();
    this.#optOutFilter.forgetAddresses();
    return true;
  }

  destroy(): void {
    this.#near?.destroy();
    this.#pseudonyms.destroy();
    this.#radios.erase();
    this.#index.forgetAddresses();
    this.#optOutFilter.forgetAddresses();
  }
}
