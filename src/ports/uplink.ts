import type { BrokerCredentials } from './broker-credentials.ts';

/** The state of the uplink. `detail` is a sentence for `lintel status`. */
export interface UplinkStatus {
  /** `stalled`: connected, but the broker has accepted no message for minutes. */
  readonly state: 'off' | 'connecting' | 'connected' | 'stalled' | 'waiting';
  readonly detail: string;
  /** The broker has accepted no message for minutes, over all connections. */
  readonly isStalled: boolean;
  /** Number of rows that the broker has acknowledged since the uplink was opened. */
  readonly sentRows: number;
  /** Messages sent and not yet acknowledged. */
  readonly inFlight: number;
  /** `connections`: successful attempts to connect since the uplink was opened. `failures`: failed attempts. */
  readonly connections: number;
  readonly failures: number;
  /** Commands from the cloud that the gateway refused. */
  readonly commandsRefused: number;
}

/** Sends the outbox to the cloud as long as it is open. */
export interface Uplink {
  status(): UplinkStatus;
  /** Tells the uplink that the outbox has new rows. */
  nudge(): void;
  /** Tells the uplink that the report on remote settings has changed. */
  publishReport(): void;
  /** Publishes the state for a planned stop, then waits at most `deadlineMs` for the messages in flight. */
  close(deadlineMs: number): Promise<void>;
}

/** Remote settings, as the uplink uses them. */
export interface DesiredChannel {
  /** Handles a message of the topic `desired`. The text is empty when the broker no longer has such a message. */
  accept(text: string): void;
  /** Handles the gateway's own retained report, which the uplink reads while `report` returns undefined. */
  acceptReport(text: string): void;
  /** The report to publish; undefined when there is none. */
  report(): string | undefined;
}

export interface UplinkSettings extends BrokerCredentials {
  /** Broker address: mqtt://, mqtts:// or wss://. */
  readonly url: string;
  readonly clientId: string;
  /** PEM file of the Ed25519 public key. When it is set, the gateway follows signed commands only. */
  readonly commandKeyFile?: string;
  readonly keepaliveSeconds: number;
  /** Longest time from the first packet of a connection to the broker's answer. */
  readonly connectTimeoutMs: number;
  /** Longest wait for a message's acknowledgement; then the uplink reconnects. Default: 45 seconds. */
  readonly acknowledgeMs?: number;
  /** Limit for backlog messages per second. The newest windows are exempt. */
  readonly drainMessagesPerSecond: number;
  readonly reconnect: ReconnectSettings;
}

/** How gateways reconnect without overloading their broker. */
export interface ReconnectSettings {
  /** The first wait is random, between 0 and this time. The upper limit doubles with each failure in a row. */
  readonly firstMs: number;
  readonly maxMs: number;
  /**
   * Every wait has a part that is constant per gateway: between 0 and this time. It spreads the gateways that get their
   * power back at the same time.
   */
  readonly offsetMs: number;
  /**
   * After the broker refused the gateway, its credentials or its certificate, the wait is random: between this time and
   * twice this time.
   */
  readonly refusedMs: number;
  /** If the machine has just booted, the first connection waits for a random time between 0 and this. */
  readonly afterBootMs: number;
  /** When a connection that lasted at least this long is lost, the waits start with the first wait again. */
  readonly stableMs: number;
}

/** The defaults for an ordinary gateway. */
export const RECONNECT_DEFAULTS: ReconnectSettings = {
  firstMs: 90_000,
  maxMs: 300_000,
  offsetMs: 30_000,
  refusedMs: 60_000,
  afterBootMs: 90_000,
  stableMs: 120_000,
};

/** What a gateway reports about itself in its state message. */
export interface GatewayHealth {
  /** Hash of the active settings. */
  readonly settings: string;
  /** Free share of the data directory's disk, 0 to 1. Absent when unreadable. */
  readonly diskFree?: number;
  /** Ids of the sensors that do not work now. */
  readonly down: readonly string[];
}

/** The gateway's identity: the topic levels, and the fields at the start of every message. */
export interface UplinkIdentity {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly bootId: string;
  readonly version: string;
}
