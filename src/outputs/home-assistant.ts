import type { LiveSnapshot } from '../core/rules/live-snapshot.ts';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { BrokerSession, REFRESH_MS } from './support/broker-session.ts';
import type { Entity } from './support/discovery.ts';
import { announcedPlatforms, discoveryPayload, ruleEntity, storeEntities } from './support/discovery.ts';
import { Tally } from './support/tally.ts';

/**
 * Wait between the start of Home Assistant and the announcement. Its random part keeps many gateways from announcing at
 * the same time.
 */
const BIRTH_WAIT_MS = 1_000;
const BIRTH_SPREAD_MS = 3_000;
/**
 * Home Assistant ignores the state of an entity that it has not created yet. So all states are sent again after this
 * wait.
 */
const STATES_WAIT_MS = 1_500;
/** After connecting, the broker usually sends its retained announcement within this time. */
const COPY_WAIT_MS = 300;
/** Largest announcement. Common tools and brokers accept messages of this size. */
const LARGEST_DISCOVERY_BYTES = 200_000;

type Settings = OutputSettingsOf<'home-assistant'>;

/** Shows the store as one device in Home Assistant, by MQTT device discovery. */
export function openHomeAssistantOutput(settings: Settings, context: OutputContext): Output {
  const output = new HomeAssistantOutput(settings, context);
  output.open();
  return output;
}

class HomeAssistantOutput implements Output {
  readonly #context: OutputContext;
  readonly #session: BrokerSession;
  readonly #tally: Tally;
  readonly #base: string;
  readonly #discoveryTopic: string;
  readonly #ruleStates = new Map<string, string>();
  readonly #published = new Map<string, string>();
  #entities: ReadonlyMap<string, Entity> = new Map();
  /**
   * Platform of each component that the broker's retained announcement contains. The next announcement removes those
   * that no longer exist.
   */
  #before: ReadonlyMap<string, string> = new Map();
  #connectedMs = Number.NEGATIVE_INFINITY;
  #isAnnounced = false;
  #refreshedMs = Number.NEGATIVE_INFINITY;
  #statesFromMs = 0;

  constructor(settings: Settings, context: OutputContext) {
    const { tenant, store, gateway } = context;
    this.#context = context;
    this.#tally = new Tally(settings);
    this.#base = `lintel/local/${store}/home-assistant/${gateway}`;
    this.#discoveryTopic = `${settings.prefix}/device/lintel_${gateway}/config`;
    for (const { id } of context.rules) this.#ruleStates.set(id, 'unknown');
    this.#session = new BrokerSession({
      ...{ ...context, broker: settings.broker, tally: this.#tally },
      clientId: `${tenant}.${store}.${gateway}.${settings.id}`,
      will: { topic: this.#availabilityTopic, payload: 'offline' },
      subscriptions: [`${settings.prefix}/status`, this.#discoveryTopic],
      connected: () => this.#connected(),
      received: (topic, payload) => this.#received(topic, Buffer.from(payload).toString('utf8')),
    });
  }

  open(): void {
    this.#session.open();
  }

  send({ change }: OutputMessage): void {
    if (change.cause === 'test') return;
    this.#ruleStates.set(change.rule, change.state);
    this.#publishStates(this.#withRules(this.#entities), false);
  }

  publish(snapshot: LiveSnapshot): void {
    const entities = this.#withRules(storeEntities(snapshot, this.#context.names));
    const isSame =
      entities.size === this.#entities.size && [...entities.keys()].every((id) => this.#entities.has(id));
    this.#entities = entities;
    if (!this.#session.isConnected) return;
    const nowMs = this.#context.clock.monotonicMs();
    if (nowMs - this.#connectedMs < COPY_WAIT_MS) return;
    if (!isSame || !this.#isAnnounced) this.#announce();
    const isDue = nowMs - this.#refreshedMs >= REFRESH_MS;
    if (isDue) this.#refreshedMs = nowMs;
    this.#publishStates(entities, isDue);
  }

  status(): OutputStatus {
    return this.#tally.status;
  }

  close(): Promise<void> {
    return this.#session.close(() => this.#publishAvailability('offline'));
  }

  get #availabilityTopic(): string {
    return `${this.#base}/available`;
  }

  #withRules(entities: ReadonlyMap<string, Entity>): Map<string, Entity> {
    const all = new Map(entities);
    for (const { id, name } of this.#context.rules)
      all.set(`rule_${id}`, ruleEntity(name, this.#ruleStates.get(id) ?? 'unknown'));
    return all;
  }

  #connected(): void {
    this.#isAnnounced = false;
    this.#published.clear();
    this.#connectedMs = this.#context.clock.monotonicMs();
  }

  /** Publishes the discovery message, then all states, and then that the device is available. */
  #announce(): void {
    const { clock } = this.#context;
    const topicOf = (component: string) => `${this.#base}/${component}`;
    const announcement = { context: this.#context, topicOf, availabilityTopic: this.#availabilityTopic };
    const entities = this.#entities;
    const removed = new Map([...this.#before].filter(([id]) => !entities.has(id)));
    const whole = discoveryPayload({ ...announcement, entities, removed: new Map() });
    if (whole.length > LARGEST_DISCOVERY_BYTES) {
      this.#tally.set('off', 'too many zones and rules for one device of Home Assistant');
      return;
    }
    const kept = { retain: true, qos: 1 } as const;
    if (removed.size > 0)
      this.#session.publish(
        this.#discoveryTopic,
        discoveryPayload({ ...announcement, entities, removed }),
        kept,
      );
    this.#session.publish(this.#discoveryTopic, whole, kept);
    this.#before = new Map(Array.from(entities, ([id, { config }]) => [id, config.platform]));
    this.#isAnnounced = true;
    this.#published.clear();
    this.#statesFromMs = clock.monotonicMs() + STATES_WAIT_MS;
    this.#publishStates(this.#entities, true);
    this.#publishAvailability('online');
    void this.#repeatStates();
  }

  /**
   * Publishes all states again. Home Assistant needs about a second to create entities, and until then it ignores their
   * states.
   */
  async #repeatStates(): Promise<void> {
    await this.#context.clock.sleep(STATES_WAIT_MS).catch(() => undefined);
    if (this.#session.isConnected && this.#context.clock.monotonicMs() >= this.#statesFromMs) {
      this.#publishStates(this.#entities, true);
      this.#publishAvailability('online');
    }
  }

  #publishStates(entities: ReadonlyMap<string, Entity>, isAll: boolean): void {
    for (const [id, { value }] of entities) {
      if (!isAll && this.#published.get(id) === value) continue;
      this.#published.set(id, value);
      this.#session.publish(`${this.#base}/${id}`, value, { retain: true, expires: true });
    }
  }

  #publishAvailability(state: 'online' | 'offline'): void {
    this.#session.publish(this.#availabilityTopic, state, { retain: true, qos: 1 });
  }

  #received(topic: string, payload: string): void {
    if (topic === this.#discoveryTopic) this.#compare(payload);
    else if (payload === 'online') void this.#greet();
  }

  /**
   * Compares the broker's retained announcement with the present one: a slow broker sends it only after the new
   * announcement. If it contains components that no longer exist, announces again to remove them.
   */
  #compare(payload: string): void {
    this.#before = announcedPlatforms(payload);
    const isStale = [...this.#before.keys()].some((id) => !this.#entities.has(id));
    if (this.#isAnnounced && isStale) this.#announce();
  }

  async #greet(): Promise<void> {
    const { clock, random } = this.#context;
    await clock.sleep(BIRTH_WAIT_MS + random() * BIRTH_SPREAD_MS).catch(() => undefined);
    if (this.#session.isConnected) this.#announce();
  }
}
