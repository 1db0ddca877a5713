import type { IClientOptions, MqttClient } from 'mqtt';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { readCredentials } from '../../files/read-secrets.ts';
import type { MqttInLink, MqttInOptions, MqttMessage } from '../../ports/links.ts';
import { BoundedQueue } from '../support/bounded-queue.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/**
 * Keepalive interval. A broker in the same store answers quickly: without an answer for about this long, it is gone.
 */
const KEEPALIVE_S = 15;
/**
 * Largest number of messages that wait for the reader. If it is stuck for longer, the oldest messages are dropped to
 * bound the memory.
 */
const MAX_UNREAD = 10_000;
/** Largest message. Devices send small messages, so a larger one is not from a sensor. */
const MAX_PAYLOAD_BYTES = 65_536;

/**
 * Subscribes at a local broker, with one connection per sensor. Uses MQTT 3.1.1, which every broker supports. Never
 * reconnects.
 */
export function createMqttLink(): MqttInLink {
  return { messages: listen };
}

async function* listen(options: MqttInOptions, signal: AbortSignal): AsyncGenerator<MqttMessage> {
  if (signal.aborted) return;
  const inbox = new BoundedQueue<MqttMessage>(MAX_UNREAD);
  const stop = () => inbox.end();
  signal.addEventListener('abort', stop);
  const client = await openClient(options);
  try {
    follow(client, options, inbox);
    for (let batch = await inbox.next(); batch !== undefined; batch = await inbox.next()) yield* batch;
  } finally {
    signal.removeEventListener('abort', stop);
    client.end(true);
  }
}

async function openClient(options: MqttInOptions): Promise<MqttClient> {
  const { connect } = await import('mqtt');
  try {
    return connect(options.url, brokerClientOptions(options));
  } catch (error) {
    throw absent(options, error);
  }
}

/**
 * Options for a broker in the store: MQTT 3.1.1, no session, no automatic reconnect. Reads the files at every
 * connection.
 */
export function brokerClientOptions(broker: Omit<MqttInOptions, 'topics'>): IClientOptions {
  return {
    protocolVersion: 4,
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    reschedulePings: false,
    rejectUnauthorized: true,
    ...readCredentials(broker),
  };
}

/** Connects the client's events to the inbox. The first event that ends the connection gives the reason. */
function follow(client: MqttClient, options: MqttInOptions, inbox: BoundedQueue<MqttMessage>): void {
  let connected = false;
  client.on('connect', () => {
    connected = true;
    client.subscribe([...options.topics], { qos: 1 }, (error) => {
      if (error !== null) inbox.end(isRefusal(error) ? forbidden(options) : lost(options, error));
    });
  });
  client.on('message', (topic, payload, { retain }) => {
    if (payload.length > MAX_PAYLOAD_BYTES) return;
    inbox.put({ topic, payload, ...(retain && { retained: true }) });
  });
  client.on('error', (error) => inbox.end(connected ? lost(options, error) : absent(options, error)));
  client.on('close', () => inbox.end(connected ? lost(options) : absent(options)));
}

/** Name of the broker for error messages: its host only, as the whole address could contain a password. */
function nameOf({ url }: MqttInOptions): string {
  return URL.parse(url)?.host ?? 'the broker';
}

function absent(options: MqttInOptions, cause?: unknown): GatewayError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new GatewayError(
    'LINK_NOT_FOUND',
    `no connection to the local broker ${nameOf(options)}${code}: check that it runs, its address, port, ` +
      `certificate authority, user and password`,
    cause,
  );
}

/** Returns whether the broker itself refused. Otherwise the connection broke before the broker could answer. */
function isRefusal(error: Error): boolean {
  return 'packet' in error && error.packet !== undefined;
}

function forbidden(options: MqttInOptions): GatewayError {
  return new GatewayError(
    'LINK_NOT_FOUND',
    `the local broker ${nameOf(options)} does not let this gateway read '${options.topics.join("', '")}': ` +
      `allow it in the broker's access list`,
  );
}

function lost(options: MqttInOptions, cause?: unknown): GatewayError {
  return new GatewayError(
    'LINK_LOST',
    `the connection to the local broker ${nameOf(options)} was lost`,
    cause,
  );
}
