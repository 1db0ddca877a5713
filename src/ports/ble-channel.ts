import type { ErrorCode } from '../core/model/gateway-error.ts';
import type { BleAdvert, BleOptions } from './links.ts';
import type { NearbyScanRequest, NearbyScanResult } from './tag-registration.ts';
import type { TagSettings } from './tag-registry.ts';

/** Devices that are not even counted: keyed digests of their addresses, and the key. */
export interface OptOutList {
  readonly keyHex: string;
  readonly digests: readonly string[];
}

/** How long unknown radios keep a pseudonym. Absent: five minutes, which needs no decision by the owner. */
export interface PseudonymSettings {
  readonly epochMs: number;
  readonly optOuts: OptOutList;
}

/** The key that assigns radios to buckets: in memory alone, destroyed after a week. */
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
      /** For tags that are known by a digest. */
      readonly tagKeyHex?: string;
      /** Present where repeat visitors are estimated. */
      readonly bucketKey?: BucketKey;
    }
  /** Report for this long which radio is held near; 0 ends it. */
  | ({ readonly kind: 'near' } & NearbyScanRequest)
  | { readonly kind: 'rescan' | 'reset-adapter' | 'rebind-usb' };

/** A message from a radio process: never an address, and no text that could hold one. */
export type FromBle =
  | { readonly kind: 'adverts'; readonly adverts: readonly BleAdvert[] }
  | { readonly kind: 'near'; readonly near: NearbyScanResult }
  /**
   * Once a second. `reports`: adverts since the last such message, from any radio. `malformed`: bad ones since the
   * start.
   */
  | {
      readonly kind: 'alive';
      readonly rssBytes: number;
      readonly reports: number;
      readonly malformed: number;
      /** Tags whose resolving key seems to be written in reverse. */
      readonly reversedKeys?: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };
