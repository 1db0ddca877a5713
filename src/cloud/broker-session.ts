import type { KeyObject } from 'node:crypto';
import type { IClientOptions, MqttClient } from 'mqtt';
import { deferAcks } from './defer-acks.ts';
import { STREAMS } from './messages/parse-message.ts';

export interface ReceiverOptions {
  readonly url: string;
  readonly clientId: string;
  /** Workers of one group share the load. */
  readonly group: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly username?: string;
  readonly password?: string;
  /** Ed25519 private key for commands; without it they go out unsigned. */
  readonly commandKey?: KeyObject;
  /** A gateway with a hole in its numbers is asked for the rows at most once in so many seconds. */
  readonly askEverySeconds: number;
}

/**
 * Brokers let a connection have a few tens of messages unacknowledged unless they are set up otherwise: some connections
 * side by side fill a batch.
 */
const CONNECTIONS = 8;
/** Two batches of ordinary messages: one is written while the next comes. Of the largest it is 256 MB in memory. */
const RECEIVE_MAXIMUM = 128;
const SESSION_EXPIRY_S = 24 * 3600;

/** Subscribed connections whose messages go to `accept`, and are acknowledged when it resolves. */
export async function openSessions(
  options: ReceiverOptions,
  accept: (topic: string, payload: Buffer) => Promise<void>,
): Promise<readonly MqttClient[]> {
  const { connect } = await import('mqtt');
  const clients = Array.from({ length: CONNECTIONS }, (_, i) =>
    connect(options.url, clientOptions(options, i)),
  );
  for (const client of clients) deferAcks(client, accept);
  const subscribed = clients.map((client) => subscribe(client, options.group));
  try {
    await Promise.all(subscribed);
  } catch (error) {
    for (const client of clients) client.end(true);
    throw error;
  }
  return clients;
}

/**
 * Resolves with the first subscription, however long the broker is away; rejects when it does not want us. Subscribed anew
 * with every connection, since a broker may have lost its memory. Of every major version: a foreign one is refused aloud.
 */
function subscribe(client: MqttClient, group: string): Promise<void> {
  const topics = STREAMS.map((stream) => `$share/${group}/lintel/+/+/+/+/${stream}`);
  return new Promise((resolve, reject) => {
    client.on('error', (error) => {
      if ('code' in error && typeof error.code === 'number') reject(error);
    });
    // A connection that is lost meanwhile subscribes with the next one.
    client.on('connect', () => client.subscribe(topics, { qos: 1 }, (error) => error ?? resolve()));
  });
}

function clientOptions(options: ReceiverOptions, index: number): IClientOptions {
  const { ca, cert, key, username, password } = options;
  const given = Object.fromEntries(
    Object.entries({ ca, cert, key, username, password }).filter(([, value]) => value !== undefined),
  );
  return {
    ...given,
    protocolVersion: 5,
    clientId: `${options.clientId}-${index}`,
    clean: false,
    properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: RECEIVE_MAXIMUM },
    reconnectPeriod: 1_000,
    resubscribe: false,
  };
}
