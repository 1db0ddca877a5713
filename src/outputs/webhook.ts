import { readFileSync } from 'node:fs';
import type { RuleChanged } from '../core/model/rule-model.ts';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { GuardedClient } from './support/guarded-request.ts';
import { formatTime } from './support/message-text.ts';
import { Tally } from './support/tally.ts';
import { decodeSecret, signatureHeaders } from './support/webhook-signature.ts';

/**
 * The waits between the attempts to send one message, 42 minutes in all. After that the message is too old to be
 * useful.
 */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000];
const WAIT_SPREAD = 0.2;
const MAX_RETRY_AFTER_MS = 600_000;
const MAX_WAITING = 100;
/**
 * Times that leave the store are rounded down to 5 minutes, to protect staff: the first person of a day is usually an
 * employee.
 */
const OUTSIDE_TIME_MS = 300_000;

interface Waiting {
  readonly id: string;
  readonly rule: string;
  readonly body: string;
}

/**
 * Sends each change of a rule's state as a signed CloudEvent over HTTP, one attempt at a time. A newer state of the
 * same rule replaces one that waits. It also ends the retries of one that is being sent.
 */
export function openWebhookOutput(settings: OutputSettingsOf<'webhook'>, context: OutputContext): Output {
  return new WebhookOutput(settings, context);
}

class WebhookOutput implements Output {
  readonly #settings: OutputSettingsOf<'webhook'>;
  readonly #context: OutputContext;
  readonly #client: GuardedClient;
  readonly #tally: Tally;
  readonly #waiting: Waiting[] = [];
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** True after the endpoint answered 410 (gone). Nothing more is sent until the settings change. */
  #isGone = false;

  constructor(settings: OutputSettingsOf<'webhook'>, context: OutputContext) {
    this.#settings = settings;
    this.#context = context;
    this.#client = new GuardedClient(context.network, settings.leavesStore);
    this.#tally = new Tally(settings);
  }

  send({ change }: OutputMessage): void {
    if (this.#isGone) {
      this.#tally.dropped += 1;
      return;
    }
    const waiting = this.#waiting.findIndex(({ rule }, i) => rule === change.rule && i > 0);
    if (waiting > 0) this.#drop(waiting);
    if (this.#waiting.length >= MAX_WAITING) this.#drop(1);
    this.#waiting.push(this.#createEvent(change));
    this.#running ??= this.#drain();
  }

  status(): OutputStatus {
    return this.#tally.status;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#client.close();
    await this.#running;
  }

  #drop(index: number): void {
    this.#waiting.splice(index, 1);
    this.#tally.dropped += 1;
  }

  /**
   * Encodes a change as a CloudEvent. The same change gets the same id after a crash, so that the receiver can drop the
   * repeat.
   */
  #createEvent(change: RuleChanged): Waiting {
    const { store, gateway } = this.#context;
    const { rule, number, state, cause, value, limit, since, at } = change;
    const outside = this.#settings.leavesStore;
    const timeOf = (ms: number) =>
      formatTime(outside ? Math.floor(ms / OUTSIDE_TIME_MS) * OUTSIDE_TIME_MS : ms);
    const id = `${gateway}-${rule}-${number}-${state}${cause === 'repeated' ? `-${at}` : ''}`;
    const data = { rule, state, cause, since: timeOf(since), ...(outside ? {} : { value, limit }) };
    const event = {
      ...{ specversion: '1.0', id, source: `/lintel/${store}/${gateway}`, type: 'lintel.rule.changed.v1' },
      ...{ subject: rule, time: timeOf(at), datacontenttype: 'application/json', data },
    };
    return { id, rule, body: JSON.stringify(event) };
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const isSent = await this.#deliver(next);
      if (this.#stop.signal.aborted) return;
      this.#waiting.shift();
      if (isSent) this.#tally.sent += 1;
      else this.#tally.dropped += 1;
    }
    this.#running = undefined;
  }

  /** Tries until the endpoint accepts the message, no attempt is left, or a newer state of the same rule waits. */
  async #deliver(message: Waiting): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#attempt(message);
      if (failure === undefined) return true;
      const wait = WAITS_MS[attempt];
      const isOld = this.#waiting.some((other, i) => i > 0 && other.rule === message.rule);
      if (wait === undefined || this.#isGone || isOld || this.#stop.signal.aborted) return false;
      const spread = 1 + WAIT_SPREAD * (2 * this.#context.random() - 1);
      await this.#context.clock
        .sleep(Math.max(wait * spread, failure.waitMs), this.#stop.signal)
        .catch(() => undefined);
    }
  }

  /** Makes one attempt. Returns undefined when the endpoint accepted the message. */
  async #attempt({ id, body }: Waiting): Promise<{ readonly waitMs: number } | undefined> {
    const { clock, log } = this.#context;
    const fail = (why: string, waitMs = 0) => {
      if (this.#tally.set('waiting', why)) log.warn({ output: this.#settings.id }, `webhook: ${why}`);
      return { waitMs };
    };
    try {
      const headers = signatureHeaders(
        { id, timestampS: Math.floor(clock.now() / 1000), body },
        this.#keys(),
      );
      const answer = await this.#client.send({
        ...{ url: this.#settings.url, method: 'POST' as const, body },
        headers: { ...headers, 'content-type': 'application/cloudevents+json' },
      });
      if (answer.status >= 200 && answer.status < 300) {
        this.#tally.set('ready', 'the last message was taken');
        return undefined;
      }
      if (answer.status === 410) this.#isGone = true;
      const seconds = Number(answer.headers['retry-after'] ?? 0);
      const waitMs = Number.isFinite(seconds) ? Math.min(MAX_RETRY_AFTER_MS, 1000 * seconds) : 0;
      return fail(`the endpoint answered ${answer.status}`, waitMs);
    } catch (error) {
      return fail(`no answer: ${(error as Error).message}`);
    }
  }

  #keys(): Buffer[] {
    const lines = readFileSync(this.#settings.secretFile, 'utf8').split(/\r?\n/);
    return lines
      .filter((line) => line !== '')
      .slice(0, 2)
      .map(decodeSecret);
  }
}
