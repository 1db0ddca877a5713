import type { IClientOptions, IClientPublishOptions, MqttClient } from 'mqtt';
import { readCredentials } from '../../files/read-secrets.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { OutputSettingsOf } from '../../ports/output-settings.ts';
import type { Tally } from './tally.ts';

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 5_000;
/** Short limits, because a broker in the same store answers within milliseconds: a longer silence is an outage. */
const KEEPALIVE_S = 5;
const CONNECT_TIMEOUT_MS = 5_000;
/** Above this many unsent bytes, the session drops new messages, because the broker is not accepting any. */
const MAX_UNSENT_BYTES = 256 * 1024;
/**
 * The broker deletes a value after this time, in seconds. Each value is published again every REFRESH_MS, so only
 * values of a stopped gateway expire.
 */
export const EXPIRY_S = 150;
export const REFRESH_MS = 60_000;

export interface BrokerSessionOptions {
  readonly broker: OutputSettingsOf<'mqtt'>['broker'];
  readonly clientId: string;
  readonly will: { readonly topic: string; readonly payload: string };
  /** Topic filters to subscribe to. */
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly tally: Tally;
  connected(): void;
  received(topic: string, payload: Uint8Array, sender: string | undefined): void;
}

export interface Publishing {
  readonly retain?: boolean;
  readonly qos?: 0 | 1;
  /**
   * True: the broker deletes the message after EXPIRY_S (MQTT 5). MQTT 3.1.1 has no expiry, so the message is then not
   * retained.
   */
  readonly expires?: boolean;
}

/**
 * Connects to the store's own broker, and reconnects until the output closes. It has no queue: without a connection it
 * drops messages and counts them. After each connect, `connected` publishes the present values.
 */
export class BrokerSession {
  readonly #options: BrokerSessionOptions;
  readonly #stop = new AbortController();
  #client: MqttClient | undefined;
  #isConnected = false;
  #protocol: 4 | 5 = 5;
  #running: Promise<void> = Promise.resolve();

  constructor(options: BrokerSessionOptions) {
    this.#options = options;
  }

  open(): void {
    this.#running = this.#run();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  publish(
    topic: string,
    payload: string,
    { retain = false, qos = 0, expires = false }: Publishing = {},
  ): void {
    const { tally, clientId } = this.#options;
    const client = this.#client;
    if (client === undefined || !this.#isConnected || client.stream.writableLength > MAX_UNSENT_BYTES) {
      tally.dropped += 1;
      return;
    }
    const modern = this.#protocol === 5;
    const properties = {
      userProperties: { gateway: clientId },
      ...(expires ? { messageExpiryInterval: EXPIRY_S } : {}),
    };
    // MQTT 3.1.1 has no expiry: a retained message would stay for ever.
    const options: IClientPublishOptions = {
      ...{ qos, retain: retain && (modern || !expires) },
      ...(modern ? { properties } : {}),
    };
    client.publish(topic, payload, options, () => undefined);
    tally.sent += 1;
  }

  /** Publishes the last message, then disconnects without triggering the will. */
  async close(farewell: () => void): Promise<void> {
    if (this.#isConnected) farewell();
    this.#stop.abort();
    const client = this.#client;
    if (client !== undefined && this.#isConnected)
      await Promise.race([client.endAsync(), this.#options.clock.sleep(1_000)]);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#options;
    let waitMs = FIRST_WAIT_MS;
    while (!this.#stop.signal.aborted) {
      const lasted = await this.#connectOnce();
      waitMs = lasted ? FIRST_WAIT_MS : Math.min(MAX_WAIT_MS, 2 * waitMs);
      await clock.sleep(waitMs * (0.5 + random() / 2), this.#stop.signal).catch(() => undefined);
    }
  }

  /** Runs one connection to its end. Returns whether the broker accepted it. */
  async #connectOnce(): Promise<boolean> {
    const { tally, log, broker } = this.#options;
    const host = URL.parse(broker.url)?.host ?? 'the broker';
    let wasConnected = false;
    try {
      const { connect } = await import('mqtt');
      const client = connect(broker.url, this.#clientOptions());
      this.#client = client;
      client.on('connect', () => {
        wasConnected = true;
        this.#greet(client);
        if (tally.set('ready', `connected to ${host} by MQTT ${this.#protocol === 5 ? '5' : '3.1.1'}`))
          log.info({ host }, 'output connected');
      });
      await this.#ended(client);
    } catch (error) {
      tally.set('waiting', `no connection to ${host}: ${(error as Error).message}`);
    }
    this.#isConnected = false;
    this.#client = undefined;
    const detail = `no connection to ${host}; tries again`;
    if (!this.#stop.signal.aborted && tally.set('waiting', detail))
      log.warn({ host }, 'output lost its broker');
    return wasConnected;
  }

  #greet(client: MqttClient): void {
    const { subscriptions, connected, received } = this.#options;
    this.#isConnected = true;
    client.on('message', (topic, payload, { properties }) => {
      const sender = properties?.userProperties?.['gateway'];
      received(topic, payload, Array.isArray(sender) ? sender[0] : sender);
    });
    if (subscriptions.length > 0)
      client.subscribe(
        [...subscriptions],
        { qos: 1, ...(this.#protocol === 5 ? { nl: true } : {}) },
        () => undefined,
      );
    connected();
  }

  #ended(client: MqttClient): Promise<void> {
    return new Promise((resolve) => {
      client.on('error', (error) => {
        // Codes 1 and 132 mean an unsupported protocol version: try MQTT 3.1.1 next.
        const code = 'code' in error ? Number(error.code) : 0;
        if (code === 1 || code === 132) this.#protocol = 4;
        client.end(true);
      });
      client.on('close', resolve);
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #clientOptions(): IClientOptions {
    const { clientId, will, broker } = this.#options;
    return {
      ...{ clientId, protocolVersion: this.#protocol, clean: true, reconnectPeriod: 0, queueQoSZero: false },
      ...{
        keepalive: KEEPALIVE_S,
        connectTimeout: CONNECT_TIMEOUT_MS,
        reschedulePings: false,
        resubscribe: false,
      },
      rejectUnauthorized: true,
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
      ...readCredentials(broker),
    };
  }
}
