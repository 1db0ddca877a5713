/** Credentials with which a client and an MQTT broker prove their identities to each other. */
export interface BrokerCredentials {
  /** PEM file of the authorities that are trusted; without it the system's. */
  readonly caFile?: string;
  /** PEM files of the client certificate; read at every connection, so that a renewed one is taken. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly username?: string;
  /** Its first line is the password. */
  readonly passwordFile?: string;
}
