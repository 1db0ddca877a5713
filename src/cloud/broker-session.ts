import type { KeyObject } from 'node:crypto';
import type { IClientOptions, MqttClient } from 'mqtt';
import { deferAcks } from './defer-acks.ts';
import { STREAMS } from './messages/parse-message.ts';

export interface ReceiverOptions {
  readonly url: string;
  readonly clientId: string;
  /** Name of the shared subscription: the broker gives each message to one worker of the group. */
  readonly group: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly username?: string;
  readonly password?: string;
  /** Ed25519 private key that signs commands. Undefined: commands are sent unsigned. */
  readonly commandKey?: KeyObject;
  /** Shortest time between two commands that ask the same gateway for missing rows. */
  readonly askEverySeconds: number;
}

/**
 * Brokers usually allow a few tens of unacknowledged messages per connection, too few for a full batch. So each worker
 * opens several connections.
 */
const CONNECTIONS = 8;
/**
 * Largest number of unacknowledged messages: two batches of ordinary messages, so that one arrives while the other is
 * written. If all messages have the largest size, they take 256 MB of memory.
 */
const RECEIVE_MAXIMUM = 128;
const SESSION_EXPIRY_S = 24 * 3600;

/**
 * Opens the connections and subscribes. Passes each message to `accept`, and acknowledges it when `accept` resolves.
 */
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
 * Resolves after the first subscription, even if the broker is unreachable until then. Rejects when the broker refuses
 * the client. Subscribes again on every connection, because the broker may have lost the session. The topics match all
 * major versions of the contract, so that messages of another version are counted and reported.
 */
function subscribe(client: MqttClient, group: string): Promise<void> {
  const topics = STREAMS.map((stream) => `$share/${group}/lintel/+/+/+/+/${stream}`);
  return new Promise((resolve, reject) => {
    client.on('error', (error) => {
      if ('code' in error && typeof error.code === 'number') reject(error);
    });
    // If subscribing fails, the next connection subscribes again.
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
