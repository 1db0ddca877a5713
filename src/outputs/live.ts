import { readFileSync } from 'node:fs';
import type { LiveSnapshot } from '../core/rules/live-snapshot.ts';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { isSameText } from './support/is-same-text.ts';
import type { LiveChannel, LiveReader } from './support/live-channel.ts';
import { openLiveServer } from './support/live-server.ts';
import { messageJson } from './support/message-text.ts';
import { Tally } from './support/tally.ts';

/** Largest number of displays on the channel; stores have fewer. */
const MAX_DISPLAYS = 64;
const MIN_KEY_LENGTH = 16;

/**
 * Sends the states of rules to pages on tablets and kiosks. If the settings say so, it sends counts too. Displays can
 * only read.
 */
export function openLiveOutput(settings: OutputSettingsOf<'live'>, context: OutputContext): Output {
  const output = new LiveOutput(settings, context);
  output.open();
  return output;
}

class LiveOutput implements Output, LiveChannel {
  readonly channel: string;
  readonly allowedOrigins: readonly string[];
  readonly #settings: OutputSettingsOf<'live'>;
  readonly #context: OutputContext;
  readonly #tally: Tally;
  readonly #readers = new Set<LiveReader>();
  /** The newest message of each rule and of the counts. Every new display gets them first. */
  readonly #states = new Map<string, string>();
  #closeServer: (() => Promise<void>) | undefined;

  constructor(settings: OutputSettingsOf<'live'>, context: OutputContext) {
    this.channel = settings.channel;
    this.allowedOrigins = settings.allowedOrigins;
    this.#settings = settings;
    this.#context = context;
    this.#tally = new Tally(settings);
  }

  open(): void {
    this.#closeServer = openLiveServer(this.#settings.port, this, (problem) => {
      this.#tally.set(problem === undefined ? 'ready' : 'off', problem ?? `port ${this.#settings.port}`);
      if (problem !== undefined)
        this.#context.log.error({ port: this.#settings.port }, `live channel: ${problem}`);
    });
  }

  send(message: OutputMessage): void {
    const { rule, cause } = message.change;
    const data = messageJson(message, this.#settings, this.#context.store);
    if (!message.isMoment && cause !== 'test') this.#states.set(rule, data);
    this.#putAll(rule, data);
  }

  publish(snapshot: LiveSnapshot): void {
    if (!this.#settings.counts) return;
    const { occupancy, zones } = snapshot;
    const data = JSON.stringify({ counts: { occupancy, zones } });
    if (this.#states.get('') === data) return;
    this.#states.set('', data);
    this.#putAll('', data);
  }

  /**
   * Checks the key that a display sent. Reads the key file for each connection, so that a new key works without a
   * restart.
   */
  accepts(key: string | undefined): boolean {
    if (key === undefined) return false;
    try {
      const own = readFileSync(this.#settings.tokenFile, 'utf8').trim();
      return own.length >= MIN_KEY_LENGTH && isSameText(own, key);
    } catch {
      return false;
    }
  }

  /**
   * Adds a display and sends it the newest messages. Returns the function that removes it, or undefined when there are
   * too many displays.
   */
  add(reader: LiveReader): (() => void) | undefined {
    if (this.#readers.size >= MAX_DISPLAYS) return undefined;
    this.#readers.add(reader);
    for (const [key, data] of this.#states) reader.put(key, data);
    return () => this.#readers.delete(reader);
  }

  dropped(): void {
    this.#tally.dropped += 1;
  }

  status(): OutputStatus {
    const { status } = this.#tally;
    return { ...status, detail: `${status.detail}, ${this.#readers.size} displays` };
  }

  async close(): Promise<void> {
    await this.#closeServer?.();
  }

  #putAll(key: string, data: string): void {
    for (const reader of this.#readers) reader.put(key, data);
    this.#tally.sent += this.#readers.size;
  }
}
