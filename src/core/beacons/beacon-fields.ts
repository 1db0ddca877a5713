/** What a sensor tag says of itself, by the name of the quantity with its unit; an event is a word. */
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
  /** Hexadecimal: UUID, major and minor; namespace and instance; or an ephemeral id. Absent where only the address tells. */
  readonly id?: string;
  readonly powerAt1mDbm?: number;
  readonly readings?: BeaconFields;
  readonly url?: string;
  /** Packet counter. It distinguishes a repeated packet from a new one. */
  readonly packet?: number;
  /** The packet's number is a counter that was encrypted with it: only the sender could make it. */
  readonly isSealed?: true;
}
