import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Log } from '../ports/log.ts';
import type { CloudDatabase } from './database.ts';
import { deferAcks } from './defer-acks.ts';
import { GapRequester } from './gap-requester.ts';
import { parseMessage } from './parse-message.ts';
import { RetryingWriter } from './retrying-writer.ts';

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

export interface IngestWorkerOptions {
  readonly options: ReceiverOptions;
  readonly database: CloudDatabase;
  readonly log: Log;
}

export interface ReceiverCounts {
  readonly messages: number;
  readonly windows: number;
  readonly deadLetters: number;
  readonly failedBatches: number;
  /** Ranges of sequence numbers that gateways were asked for. */
  readonly rangesAsked: number;
}

export interface IngestWorker {
  counts(): ReceiverCounts;
  close(): Promise<void>;
}

/**
 * Brokers let a connection have a few tens of messages unacknowledged unless they are set up otherwise: some connections
 * side by side fill a batch all the same.
 */
const CONNECTIONS = 8;
/** Two batches of ordinary messages: one is written while the next comes. Of the largest it is 200 MB in memory. */
const RECEIVE_MAXIMUM = 128;
const SESSION_EXPIRY_S = 24 * 3600;

/**
 * Reads summaries and events through a shared subscription and writes them to the database. A message is acknowledged
 * after its transaction committed: one that was written and not acknowledged comes again and changes nothing.
 */
export async function openIngestWorker({
  options,
  database,
  log,
}: IngestWorkerOptions): Promise<IngestWorker> {
  const { connect } = await import('mqtt');
  const counts = { messages: 0, windows: 0, deadLetters: 0, failedBatches: 0 };
  const stop = new AbortController();
  const writer = new RetryingWriter({ database, log, counts, signal: stop.signal });
  const take = async (topic: string, payload: Buffer): Promise<void> => {
    const text = payload.toString();
    counts.messages += 1;
    await writer.write({ topic, text, incoming: parseMessage(topic, text) });
  };
  const clients = Array.from({ length: CONNECTIONS }, (_, i) =>
    connect(options.url, clientOptions(options, i)),
  );
  for (const client of clients) deferAcks(client, take);
  const subscribed = clients.map((client) => subscribe(client, options.group));
  try {
    await Promise.all(subscribed);
  } catch (error) {
    for (const client of clients) client.end(true);
    throw error;
  }
  const asker = new GapRequester({
    ...{ database, log, key: options.commandKey, everySeconds: options.askEverySeconds },
    publish: async (topic, text, messageExpiryInterval) =>
      clients[0]?.publishAsync(topic, text, { qos: 1, properties: { messageExpiryInterval } }),
  });
  const asking = askInRounds(asker, options.askEverySeconds, { log, signal: stop.signal });
  log.info({ group: options.group, connections: clients.length }, 'receiving');
  return {
    counts: () => ({ ...counts, rangesAsked: asker.asked }),
    close: async () => {
      stop.abort();
      await asking;
      await Promise.all(clients.map((client) => client.endAsync(true)));
    },
  };
}

/** Half as often as a gateway may be asked: a hole must have stood for a round. */
async function askInRounds(
  asker: GapRequester,
  everySeconds: number,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(everySeconds * 500, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await asker.round().catch((error: unknown) => log.warn({ err: error }, 'holes could not be asked for'));
  }
}

/**
 * Resolves with the first subscription, however long the broker is away; rejects when it does not want us. Subscribed anew
 * with every connection, since a broker may have lost its memory.
 */
function subscribe(client: MqttClient, group: string): Promise<void> {
  const topics = ['summary', 'event', 'response'].map(
    (stream) => `$share/${group}/lintel/v1/+/+/+/${stream}`,
  );
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
