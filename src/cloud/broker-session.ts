import type { KeyObject } from 'node:crypto';
import type { IClientOptions, MqttClient } from 'mqtt';
import { deferAcks } from './defer-acks.ts';
import { STREAMS } from './messages/parse-message.ts';

export interface ReceiverOptions {
  readonly url: string;
  readonly clientId: string;
  /** Workers of one group share the messages. */
  readonly group: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly username?: string;
  readonly password?: string;
  /** Ed25519 private key that signs commands. Absent: commands are unsigned. */
  readonly commandKey?: KeyObject;
  /** Shortest time between two requests to a gateway for missing rows. */
  readonly askEverySeconds: number;
}

/**
 * Brokers usually allow a connection a few tens of unacknowledged messages. Several connections together fill a batch.
 */
const CONNECTIONS = 8;
/**
 * Two batches of ordinary messages: one is written while the next arrives. With messages of the largest size it takes
 * 256 MB of memory.
 */
const RECEIVE_MAXIMUM = 128;
const SESSION_EXPIRY_S = 24 * 3600;

/** Opens subscribed connections. Passes each message to `accept`, and acknowledges it when `accept` resolves. */
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
 * Resolves with the first subscription, however long the broker is away. Rejects when the broker refuses the client.
 * Subscribes again at every connection, because a broker may have lost its sessions. Subscribes to all major versions,
 * so that a foreign one is counted and reported.
 */
function subscribe(client: MqttClient, group: string): Promise<void> {
  const topics = STREAMS.map((stream) => `$share/${group}/lintel/+/+/+/+/${stream}`);
  return new Promise((resolve, reject) => {
    client.on('error', (error) => {
      if ('code' in error && typeof error.code === 'number') reject(error);
    });
    // A failed subscription is repeated at the next connection.
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
