/** By what a radio would be known: what it sends, or an address that stays the same. */
export type TagMatch = 'beacon' | 'eddystone' | 'address';

/** One radio close to a receiver. No address in it, and no name but a registered tag's own. */
export interface NearRadio {
  readonly rssiDbm: number;
  /** `changing`: a phone or the like, whose address is another one soon. */
  readonly what: 'new' | 'known' | 'changing';
  /** Only of a registered tag. */
  readonly tag?: string;
}

/** The one radio that was held close for seconds, as a digest under this store's own key. */
export interface FoundRadio {
  readonly digest: string;
  readonly by: TagMatch;
  readonly rssiDbm: number;
}

/** Radios close to one receiver, strongest first. */
export interface NearbyScanResult {
  readonly radios: readonly NearRadio[];
  readonly found: FoundRadio | null;
}

export interface NearbyScanRequest {
  /** Digests are made under it: 32 bytes as hexadecimal. */
  readonly keyHex: string;
  readonly forMs: number;
}

/** The live receivers, for holding a tag near one of them. */
export interface NearReceivers {
  /** Returns the number of listening receivers; about twice a second each reports to `take`. */
  listenNear(order: NearbyScanRequest, take: (sensor: string, near: NearbyScanResult) => void): number;
  stopNear(): void;
}
