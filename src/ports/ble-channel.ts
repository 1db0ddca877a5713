import type { ErrorCode } from '../core/model/gateway-error.ts';
import type { BleAdvert, BleOptions } from './links.ts';
import type { NearbyScanRequest, NearbyScanResult } from './tag-registration.ts';
import type { TagSettings } from './tag-registry.ts';

/** Radios that opted out of counting: keyed digests of their addresses, and the key. */
export interface OptOutList {
  readonly keyHex: string;
  readonly digests: readonly string[];
}

/**
 * How long unknown radios keep a pseudonym, and which radios are not counted. Absent: a pseudonym lasts 5 minutes, a
 * time for which the owner of the store has to decide nothing.
 */
export interface PseudonymSettings {
  readonly epochMs: number;
  readonly optOuts: OptOutList;
}

/** The key that assigns radios to buckets. It exists in memory only and is destroyed after a week. */
export interface BucketKey {
  /** Identifies the key without revealing it. */
  readonly id: string;
  readonly keyHex: string;
}

/** A message from the gateway to a radio process. */
export type ToBle =
  | {
      readonly kind: 'start';
      readonly options: BleOptions;
      readonly tags: readonly TagSettings[];
      readonly pseudonyms?: PseudonymSettings;
      /** Key of the digests by which registered tags are recognised, 32 bytes as hexadecimal. */
      readonly tagKeyHex?: string;
      /** Present when the settings ask for an estimate of repeat visitors. */
      readonly bucketKey?: BucketKey;
    }
  /** Asks for reports of the radios held near the receiver during `forMs`; 0 ends the reports. */
  | ({ readonly kind: 'near' } & NearbyScanRequest)
  | { readonly kind: 'rescan' | 'reset-adapter' | 'rebind-usb' };

/** A message from a radio process. It contains no address, and no text that could contain an address. */
export type FromBle =
  | { readonly kind: 'adverts'; readonly adverts: readonly BleAdvert[] }
  | { readonly kind: 'near'; readonly near: NearbyScanResult }
  /**
   * Sent once a second. `reports`: adverts from any radio since the last such message. `malformed`: unreadable adverts
   * since the process started.
   */
  | {
      readonly kind: 'alive';
      readonly rssBytes: number;
      readonly reports: number;
      readonly malformed: number;
      /** Ids of the tags whose resolving key seems to be written in reverse byte order. */
      readonly reversedKeys?: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };
