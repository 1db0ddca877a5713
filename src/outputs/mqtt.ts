import type { LiveSnapshot } from '../core/rules/live-snapshot.ts';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { BrokerSession, EXPIRY_S, REFRESH_MS } from './support/broker-session.ts';
import { countTopics } from './support/count-topics.ts';
import { messageJson } from './support/message-text.ts';
import { Tally } from './support/tally.ts';

/**
 * Another gateway counts as gone after this time without a message from it. Its last message has then expired
 * (EXPIRY_S).
 */
const RIVAL_MS = 1.2 * EXPIRY_S * 1000;

type Settings = OutputSettingsOf<'mqtt'>;

/**
 * Publishes the states of rules to the store's own broker. If the settings say so, it publishes counts too. States are
 * retained for later subscribers, but they expire after EXPIRY_S. So no state of a failed gateway remains. The will
 * tells subscribers immediately that the gateway has failed.
 */
export function openMqttOutput(settings: Settings, context: OutputContext): Output {
  const output = new MqttOutput(settings, context);
  output.open();
  return output;
}

class MqttOutput implements Output {
  readonly #settings: Settings;
  readonly #context: OutputContext;
  readonly #session: BrokerSession;
  readonly #tally: Tally;
  readonly #stateTopic: string;
  /** The newest message of each rule. */
  readonly #states = new Map<string, OutputMessage>();
  /** The payload last published to each count topic. */
  readonly #published = new Map<string, string>();
  #refreshedMs = Number.NEGATIVE_INFINITY;
  /** The other gateway that publishes the same topics, and when its last message arrived. */
  #rival: { readonly sender: string; readonly heardMs: number } | undefined;

  constructor(settings: Settings, context: OutputContext) {
    const { tenant, store, gateway } = context;
    this.#settings = settings;
    this.#context = context;
    this.#tally = new Tally(settings);
    this.#stateTopic = `lintel/local/${store}/gateway/${gateway}`;
    this.#session = new BrokerSession({
      ...{ ...context, broker: settings.broker, tally: this.#tally },
      clientId: `${tenant}.${store}.${gateway}.${settings.id}`,
      will: { topic: this.#stateTopic, payload: 'offline' },
      subscriptions: [this.#toTopic('+')],
      connected: () => this.#connected(),
      received: (topic, _payload, sender) => this.#suspect(topic, sender),
    });
  }

  open(): void {
    this.#session.open();
  }

  send(message: OutputMessage): void {
    if (message.change.cause !== 'test') this.#states.set(message.change.rule, message);
    this.#publishState(message);
  }

  publish(snapshot: LiveSnapshot): void {
    const nowMs = this.#context.clock.monotonicMs();
    const isDue = nowMs - this.#refreshedMs >= REFRESH_MS;
    if (isDue) this.#refresh(nowMs);
    if (!this.#settings.counts || !this.#session.isConnected) return;
    for (const [topic, payload] of countTopics(snapshot)) {
      if (!isDue && this.#published.get(topic) === payload) continue;
      this.#published.set(topic, payload);
      // An empty payload removes the value: unknown is not 0.
      this.#put(`lintel/local/${this.#context.store}/${topic}`, payload, true);
    }
  }

  status(): OutputStatus {
    const { status } = this.#tally;
    if (!this.#hasRival) return status;
    const detail = `another gateway (${this.#rival?.sender}) publishes the same topics`;
    return { ...status, state: 'off', detail };
  }

  close(): Promise<void> {
    return this.#session.close(() =>
      this.#session.publish(this.#stateTopic, 'offline', { retain: true, qos: 1 }),
    );
  }

  #connected(): void {
    this.#published.clear();
    this.#rival = undefined;
    this.#session.publish(this.#stateTopic, 'online', { retain: true, qos: 1 });
    this.#refresh(this.#context.clock.monotonicMs());
  }

  #refresh(nowMs: number): void {
    this.#refreshedMs = nowMs;
    for (const message of this.#states.values()) if (!message.isMoment) this.#publishState(message);
  }

  #publishState(message: OutputMessage): void {
    const payload = messageJson(message, this.#settings, this.#context.store);
    const isKept = !message.isMoment && message.change.cause !== 'test';
    this.#put(this.#toTopic(message.change.rule), payload, isKept);
  }

  /**
   * Publishes a message. Drops it while another gateway publishes to the same topics, because the two would overwrite
   * each other.
   */
  #put(topic: string, payload: string, isKept: boolean): void {
    if (this.#hasRival) this.#tally.dropped += 1;
    else this.#session.publish(topic, payload, { retain: isKept, expires: isKept });
  }

  #suspect(topic: string, sender: string | undefined): void {
    const { tenant, store, gateway } = this.#context;
    if (sender === undefined || sender === `${tenant}.${store}.${gateway}.${this.#settings.id}`) return;
    if (!this.#hasRival) this.#context.log.error({ topic, sender }, 'another gateway publishes this topic');
    this.#rival = { sender, heardMs: this.#context.clock.monotonicMs() };
  }

  get #hasRival(): boolean {
    return this.#rival !== undefined && this.#context.clock.monotonicMs() - this.#rival.heardMs < RIVAL_MS;
  }

  #toTopic(rule: string): string {
    return this.#settings.topic.replaceAll('{store}', this.#context.store).replaceAll('{rule}', rule);
  }
}
