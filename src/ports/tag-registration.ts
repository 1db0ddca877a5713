/** How a radio can be recognised: by the content of its adverts, or by a constant address. */
export type TagMatch = 'beacon' | 'eddystone' | 'address';

/** One radio close to a receiver. It has no address, and a name only if it is a registered tag. */
export interface NearRadio {
  readonly rssiDbm: number;
  /** `changing`: a radio that often changes its address, such as a phone. */
  readonly what: 'new' | 'known' | 'changing';
  /** Id of a registered tag; absent for other radios. */
  readonly tag?: string;
}

/** The radio that stayed close to a receiver for some seconds. A digest under this store's own key identifies it. */
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
  /** Key under which found radios are digested, 32 bytes as hexadecimal. */
  readonly keyHex: string;
  readonly forMs: number;
}

/** The connected receivers, for registering a tag held near one of them. */
export interface NearReceivers {
  /**
   * Starts the reports: each receiver calls `take` about twice a second. Returns the number of receivers that take
   * part.
   */
  listenNear(order: NearbyScanRequest, take: (sensor: string, near: NearbyScanResult) => void): number;
  stopNear(): void;
}
