import type { IClientOptions, IConnackPacket, MqttClient } from 'mqtt';
import { readCredentials } from '../files/read-secrets.ts';
import { MOST_MESSAGE_BYTES } from '../ports/messages/fields.ts';
import type { UplinkSettings } from '../ports/uplink.ts';
import type { DisconnectReason } from './disconnect-reason.ts';
import { fromError, fromReasonCode } from './disconnect-reason.ts';
import { PACKET_TOO_LARGE } from './puback-failure.ts';

export interface SessionOptions {
  readonly settings: UplinkSettings;
  readonly protocolVersion: 4 | 5;
  readonly will: { readonly topic: string; readonly payload: string };
  readonly now: () => Date;
}

export interface BrokerLimits {
  readonly receiveMaximum: number;
  readonly maximumPacketBytes: number;
  readonly retainAvailable: boolean;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
  readonly qos?: 0 | 1;
}

/**
 * One connection that the broker has accepted. MQTT.js is used only for transport: its own reconnects and queue are
 * off.
 */
export interface Session {
  readonly limits: BrokerLimits;
  /** True when the broker still has this client's subscriptions from an earlier connection. */
  readonly sessionPresent: boolean;
  /**
   * Publishes with QoS 1 unless the message sets another. `acknowledged` gets the reason code of the PUBACK (0:
   * success). It is not called when the connection ends first.
   */
  publish(message: OutgoingMessage, acknowledged: (reason: number) => void): void;
  subscribe(topic: string): void;
  /** Resolves when the connection has ended for any reason. */
  readonly ended: Promise<DisconnectReason>;
  /**
   * Sends a disconnect message, so that the broker does not publish the will. Cuts the connection after `deadlineMs`.
   */
  close(deadlineMs: number): Promise<void>;
}

/** How long the broker keeps the subscriptions of a disconnected gateway: longer than a night without a network. */
const SESSION_EXPIRY_S = 24 * 3600;
/** How long the broker waits before it publishes the will. Subscribers do not notice a shorter outage. */
const WILL_DELAY_S = 30;
/** Limit of an incoming packet: the largest settings document plus its topic. Commands are far smaller. */
const LARGEST_INCOMING_BYTES = MOST_MESSAGE_BYTES + 4_096;
const UNLIMITED_BYTES = 268_435_455;

/**
 * Loads MQTT.js, but without its cache of 65,536 encoded numbers. The cache takes 9 MB, and encoding a number again is
 * fast.
 */
async function loadConnect(): Promise<typeof import('mqtt').connect> {
  const [{ connect }, { writeToStream }, { default: constants }] = await Promise.all([
    import('mqtt'),
    import('mqtt-packet'),
    import('mqtt-packet/constants.js'),
  ]);
  writeToStream.cacheNumbers = false;
  // Mosquitto uses this code for messages above its message_size_limit. Without an entry in this table, MQTT.js would
  // end the connection at the unknown code.
  constants.MQTT5_PUBACK_PUBREC_CODES[PACKET_TOO_LARGE] ??= 'Packet too large';
  return connect;
}

/**
 * Connects. Resolves to a session, or to the reason why the connection failed. Never rejects because of network or
 * broker.
 */
export async function openSession(
  options: SessionOptions,
  received: (topic: string, payload: string, isRetained: boolean) => void,
): Promise<Session | DisconnectReason> {
  const connect = await loadConnect();
  let client: MqttClient;
  try {
    client = connect(options.settings.url, clientOptions(options));
  } catch (error) {
    return fromError(error instanceof Error ? error : new Error(String(error)), options.now());
  }
  client.on('message', (topic, payload, { retain }) => received(topic, payload.toString(), retain));
  const ended = endingOf(client, options);
  const connack = new Promise<IConnackPacket>((resolve) => {
    client.once('connect', resolve);
  });
  const first = await Promise.race([connack, ended]);
  if ('reaction' in first) {
    client.end(true);
    return first;
  }
  return sessionOn(client, first, ended);
}

function clientOptions({ settings, protocolVersion, will }: SessionOptions): IClientOptions {
  const { clientId, keepaliveSeconds, connectTimeoutMs } = settings;
  const modern = protocolVersion === 5;
  return {
    clientId,
    protocolVersion,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    // Sends pings even while messages are being sent, because sending into a dead connection does not fail.
    reschedulePings: false,
    clean: !modern,
    rejectUnauthorized: true,
    will: {
      ...will,
      payload: Buffer.from(will.payload),
      qos: 1,
      retain: true,
      ...(modern ? { properties: { willDelayInterval: WILL_DELAY_S } } : {}),
    },
    ...(modern
      ? {
          properties: {
            sessionExpiryInterval: SESSION_EXPIRY_S,
            maximumPacketSize: LARGEST_INCOMING_BYTES,
          },
        }
      : {}),
    ...readCredentials(settings),
  };
}

/** Resolves when the connection ends. The first event gives the reason. */
function endingOf(client: MqttClient, { protocolVersion, now }: SessionOptions): Promise<DisconnectReason> {
  return new Promise((resolve) => {
    let connected = false;
    client.once('connect', () => {
      connected = true;
    });
    client.on('error', (error) => resolve(fromError(error, now())));
    client.on('disconnect', ({ reasonCode }) => {
      resolve(fromReasonCode(reasonCode ?? 0, `disconnected with reason ${reasonCode}`));
    });
    client.on('close', () => {
      if (connected) resolve({ reaction: 'retry', detail: 'the connection was lost' });
      // A broker from before MQTT 5 may close the connection without an answer.
      const reaction = protocolVersion === 5 ? 'hung-up' : 'retry';
      resolve({ reaction, detail: 'the broker hung up before it answered' });
    });
  });
}

function sessionOn(
  client: MqttClient,
  connack: IConnackPacket,
  ended: Promise<DisconnectReason>,
): Session | DisconnectReason {
  const { receiveMaximum, maximumPacketSize, maximumQoS, retainAvailable } = connack.properties ?? {};
  if (maximumQoS === 0) {
    client.end(true);
    const detail = 'the broker acknowledges nothing (maximum QoS 0), so windows could be lost unseen';
    return { reaction: 'wait-long', detail, alarm: true };
  }
  return {
    limits: {
      receiveMaximum: receiveMaximum ?? 65_535,
      maximumPacketBytes: maximumPacketSize ?? UNLIMITED_BYTES,
      retainAvailable: retainAvailable !== false,
    },
    sessionPresent: connack.sessionPresent,
    ended,
    publish: ({ topic, payload, retain = false, qos = 1 }, acknowledged) => {
      client.publish(topic, payload, { qos, retain }, (error) => {
        if (error === undefined || error === null) acknowledged(0);
        else if ('code' in error && typeof error.code === 'number') acknowledged(error.code);
      });
    },
    subscribe: (topic) => {
      // Ignores an error, because the broker accepts windows even without the subscription.
      client.subscribe(topic, { qos: 1 }, () => undefined);
    },
    close: (deadlineMs) =>
      new Promise((resolve) => {
        const force = setTimeout(() => client.end(true, {}, () => resolve()), Math.max(0, deadlineMs));
        client.end(false, {}, () => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}
