/** Credentials with which a client and an MQTT broker prove their identities to each other. */
export interface BrokerCredentials {
  /** PEM file of the trusted authorities. Absent: the system's authorities. */
  readonly caFile?: string;
  /** PEM files of the client certificate. Every connection reads them again, so a renewed certificate takes effect. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly username?: string;
  /** File whose first line is the password. */
  readonly passwordFile?: string;
}
