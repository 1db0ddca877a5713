/** Values that a sensor tag sends, by the name of the quantity. The value of an event is a word. */
export type BeaconFields = Readonly<Record<string, number | string>>;

/** One beacon format found in an advertisement. */
export interface DecodedBeacon {
  readonly format:
    | 'ibeacon'
    | 'altbeacon'
    | 'eddystone-uid'
    | 'eddystone-url'
    | 'eddystone-tlm'
    | 'eddystone-etlm'
    | 'eddystone-eid'
    | 'bthome'
    | 'ruuvi'
    | 'holyiot'
    | 'minew'
    | 'kontakt'
    | 'teltonika'
    | 'mibeacon';
  /**
   * Hexadecimal: UUID, major and minor; namespace and instance; or an ephemeral id. Absent when only the address
   * identifies the tag.
   */
  readonly id?: string;
  readonly powerAt1mDbm?: number;
  readonly readings?: BeaconFields;
  readonly url?: string;
  /** Packet counter. It distinguishes a repeated packet from a new one. */
  readonly packet?: number;
  /** Set when the packet counter was encrypted with the packet: only the sender can have made it. */
  readonly isSealed?: true;
}
