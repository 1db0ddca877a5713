import type { BrokerCredentials } from './broker-credentials.ts';

/** Where an uplink stands. `detail` is a sentence for `lintel status`. */
export interface UplinkStatus {
  /** `stalled`: connected, and the broker has accepted nothing for minutes. */
  readonly state: 'off' | 'connecting' | 'connected' | 'stalled' | 'waiting';
  readonly detail: string;
  /** The broker has accepted nothing of what was sent for minutes, over all connections. */
  readonly isStalled: boolean;
  /** Acknowledged by the broker since the opening. */
  readonly sentRows: number;
  /** Messages on their way. */
  readonly inFlight: number;
  /** Connections made and attempts that failed since the opening. */
  readonly connections: number;
  readonly failures: number;
  /** Commands from the cloud that were not followed. */
  readonly commandsRefused: number;
}

/** Drains the outbox to the cloud for as long as it is open. */
export interface Uplink {
  status(): UplinkStatus;
  /** Tells the uplink that the outbox has new rows. */
  nudge(): void;
  /** Tells the uplink that the report on settings from afar has changed. */
  publishReport(): void;
  /** Publishes the going-away status, waits for what is in flight, at most `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

/** Settings from afar, seen from the uplink. */
export interface DesiredChannel {
  /** A message of the topic `desired`; empty when the broker has none any more. */
  accept(text: string): void;
  /** The retained report of this name, asked for while there is none of our own. */
  acceptReport(text: string): void;
  /** Undefined while there is nothing to report. */
  report(): string | undefined;
}

export interface UplinkSettings extends BrokerCredentials {
  /** mqtt://, mqtts:// or wss:// */
  readonly url: string;
  readonly clientId: string;
  /** PEM file of the Ed25519 public key; with it only signed commands are followed. */
  readonly commandKeyFile?: string;
  readonly keepaliveSeconds: number;
  /** From the first packet to the broker's answer. */
  readonly connectTimeoutMs: number;
  /** Longest wait for the acknowledgement of a message, then the connection is given up. Preset 45 s. */
  readonly acknowledgeMs?: number;
  /** Backlog messages a second; the newest windows are not held back. */
  readonly drainMessagesPerSecond: number;
  readonly reconnect: ReconnectSettings;
}

/** How a fleet comes back without trampling on its broker. */
export interface ReconnectSettings {
  /** The first wait is random up to this; it doubles with every failure in a row. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** A part of every wait that is the gateway's own, up to this: mains that return start a whole street at once. */
  readonly offsetMs: number;
  /** Shortest wait after the broker refused the gateway, its credentials or its certificate; up to twice as long. */
  readonly refusedMs: number;
  /** Random wait before the first connection when the machine has just started. */
  readonly afterBootMs: number;
  /** A connection that lasted this long counts as good: the next loss begins with the first wait again. */
  readonly stableMs: number;
}

/** What an ordinary gateway does. */
export const RECONNECT_DEFAULTS: ReconnectSettings = {
  firstMs: 90_000,
  maxMs: 300_000,
  offsetMs: 30_000,
  refusedMs: 60_000,
  afterBootMs: 90_000,
  stableMs: 120_000,
};

/** What a gateway says of itself in its state message. */
export interface GatewayHealth {
  /** Hash of the settings in force. */
  readonly settings: string;
  /** Share of the data directory's disk, 0 to 1; absent where it cannot be read. */
  readonly diskFree?: number;
  /** Sensors that do not work now. */
  readonly down: readonly string[];
}

/** Who speaks: the levels of the topic and what every message begins with. */
export interface UplinkIdentity {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly bootId: string;
  readonly version: string;
}
