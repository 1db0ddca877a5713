import { readFileSync } from 'node:fs';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { GuardedClient } from './support/guarded-request.ts';
import { HTTP_PLAYERS } from './support/http-presets.ts';
import { messageJson, messageText } from './support/message-text.ts';
import { Tally } from './support/tally.ts';

const DEFAULT_LIFE_MS = 15_000;

/**
 * Sends messages to a signage player, one call at a time. During a call, the newest start of each rule waits, followed
 * by the rule's end. An end does not replace a waiting start. A rule that is on only for a moment ends immediately, and
 * the player would then never show its start.
 */
export function openHttpOutput(settings: OutputSettingsOf<'http'>, context: OutputContext): Output {
  return new HttpOutput(settings, context);
}

class HttpOutput implements Output {
  readonly #settings: OutputSettingsOf<'http'>;
  readonly #context: OutputContext;
  readonly #client: GuardedClient;
  readonly #tally: Tally;
  readonly #waiting = new Map<string, OutputMessage>();
  #isBusy = false;
  #isClosed = false;

  constructor(settings: OutputSettingsOf<'http'>, context: OutputContext) {
    this.#settings = settings;
    this.#context = context;
    this.#client = new GuardedClient(context.network, settings.leavesStore);
    this.#tally = new Tally(settings);
  }

  send(message: OutputMessage): void {
    const { rule, state } = message.change;
    const isBeginning = state === 'on';
    for (const key of isBeginning ? [`${rule} on`, `${rule} off`] : [`${rule} off`])
      if (this.#waiting.delete(key)) this.#tally.dropped += 1;
    this.#waiting.set(`${rule} ${isBeginning ? 'on' : 'off'}`, message);
    if (!this.#isBusy) void this.#drain();
  }

  status(): OutputStatus {
    return this.#tally.status;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#client.close();
    return Promise.resolve();
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#next(); next !== undefined && !this.#isClosed; next = this.#next())
      await this.#call(next);
    this.#isBusy = false;
  }

  #next(): OutputMessage | undefined {
    const [key, message] = this.#waiting.entries().next().value ?? [];
    if (key !== undefined) this.#waiting.delete(key);
    return message;
  }

  async #call(message: OutputMessage): Promise<void> {
    const { preset, url, tokenFile } = this.#settings;
    const write = preset === 'generic' ? messageJson : messageText;
    const text = write(message, this.#settings, this.#context.store);
    if (text === undefined) return;
    const request = HTTP_PLAYERS[preset]({ url, text, ttlMs: message.ttlMs ?? DEFAULT_LIFE_MS });
    try {
      const token =
        tokenFile === undefined ? {} : { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
      const { status } = await this.#client.send({ ...request, headers: { ...request.headers, ...token } });
      if (status >= 200 && status < 300) this.#took();
      else this.#failed(`the player answered ${status}`);
    } catch (error) {
      this.#failed(`no answer: ${(error as Error).message}`);
    }
  }

  #took(): void {
    this.#tally.sent += 1;
    this.#tally.set('ready', 'the player took the last message');
  }

  #failed(why: string): void {
    this.#tally.dropped += 1;
    if (this.#tally.set('waiting', why))
      this.#context.log.warn({ output: this.#settings.id }, `display: ${why}`);
  }
}
