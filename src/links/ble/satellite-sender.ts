import { randomBytes } from 'node:crypto';
import type { MqttClient } from 'mqtt';
import { backOff } from '../../core/time/back-off.ts';
import type { BleAdvert, MqttInOptions } from '../../ports/links.ts';
import { brokerClientOptions } from '../mqtt/mqtt-link.ts';
import { readSatelliteKey, sign } from './satellite-protocol.ts';

export interface SatelliteOutOptions {
  readonly broker: Omit<MqttInOptions, 'topics'>;
  readonly keyFile: string;
  /** Called once when an outage begins, with its reason, and once when it ends, with undefined. */
  readonly changed?: (reason: string | undefined) => void;
}

/** How often adverts are sent, and how many may wait until then. Tags need to be located within about a second. */
const SEND_EVERY_MS = 250;
const MAX_WAITING = 5_000;
const RETRY = { firstMs: 500, maxMs: 30_000 };

/**
 * Sends a satellite's adverts to the store's gateway, with a MAC. Adverts are dropped while the broker is unreachable.
 */
export class SatelliteSender {
  readonly #options: SatelliteOutOptions;
  readonly #key: Buffer;
  readonly #boot = randomBytes(6).toString('base64url');
  readonly #waiting = new Map<string, BleAdvert[]>();
  readonly #seqs = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #running: Promise<void>;
  #client: MqttClient | undefined;

  constructor(options: SatelliteOutOptions) {
    this.#options = options;
    this.#key = readSatelliteKey(options.keyFile);
    this.#timer = setInterval(() => this.#send(), SEND_EVERY_MS);
    this.#running = this.#run();
  }

  publishAdvert(topic: string, advert: BleAdvert): void {
    const waiting = this.#waiting.get(topic) ?? [];
    this.#waiting.set(topic, waiting);
    if (waiting.length < MAX_WAITING) waiting.push(advert);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearInterval(this.#timer);
    this.#client?.end(true);
    await this.#running;
  }

  #send(): void {
    for (const [topic, adverts] of this.#waiting) {
      if (adverts.length === 0) continue;
      this.#waiting.set(topic, []);
      if (this.#client?.connected !== true) continue;
      const seq = (this.#seqs.get(topic) ?? 0) + 1;
      this.#seqs.set(topic, seq);
      this.#client.publish(
        topic,
        sign(this.#key, topic, { boot: this.#boot, seq, sentAt: Date.now(), adverts }),
      );
    }
  }

  async #run(): Promise<void> {
    let delays = backOff(RETRY, Math.random);
    let isOut = false;
    while (!this.#stop.signal.aborted) {
      const reason = await this.#session(() => {
        delays = backOff(RETRY, Math.random);
        if (isOut) this.#options.changed?.(undefined);
        isOut = false;
      });
      if (this.#stop.signal.aborted) return;
      if (!isOut) this.#options.changed?.(reason);
      isOut = true;
      await this.#pause(delays.next().value);
    }
  }

  /** Runs one connection, from its first packet to its end. Resolves to the reason why it ended. */
  async #session(connected: () => void): Promise<string> {
    const { connect } = await import('mqtt');
    return new Promise((resolve) => {
      try {
        const client = connect(this.#options.broker.url, brokerClientOptions(this.#options.broker));
        this.#client = client;
        client.on('connect', connected);
        client.on('error', (error) => {
          client.end(true);
          resolve(error.message);
        });
        client.on('close', () => resolve('the connection to the broker was lost'));
      } catch (error) {
        resolve(error instanceof Error ? error.message : String(error));
      }
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stop.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
