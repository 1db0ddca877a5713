import type { Json } from '../core/model/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type {
  DesiredChannel,
  GatewayHealth,
  Uplink,
  UplinkIdentity,
  UplinkSettings,
  UplinkStatus,
} from '../ports/uplink.ts';
import { Acceptance } from './acceptance.ts';
import { backOff, hashToUnit } from './back-off.ts';
import { CommandHandler } from './command-handler.ts';
import { DesiredTopic } from './desired-topic.ts';
import type { DisconnectReason } from './disconnect-reason.ts';
import { aborted, explainShortConnections, OVERDUE, once } from './disconnect-reason.ts';
import { firstWaitMs } from './first-wait.ts';
import { keepStateCurrent } from './keep-state-current.ts';
import { OutboxDrain } from './outbox-drain.ts';
import { encodeState, wholeSeconds } from './payloads.ts';
import type { Session } from './session.ts';
import { openSession } from './session.ts';
import type { Topics } from './topics.ts';
import { createTopics } from './topics.ts';

export interface UplinkOptions {
  readonly store: EventStore;
  readonly settings: UplinkSettings;
  readonly identity: UplinkIdentity;
  readonly clock: Clock;
  readonly log: Log;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  /** Returns the fields that the state message contains in addition to `online`. */
  readonly health?: () => GatewayHealth;
  /** Handles remote settings. */
  readonly desired?: DesiredChannel;
  /** Receives alarms about the broker. */
  readonly event?: (event: Json) => void;
}

/** Limit of repairs of the state message per connection. It ends a fight of two gateways with the same name. */
const MAX_STATUS_REPAIRS = 5;
/** After this many short connections in a row that the broker ended, another device probably uses the same name. */
const SUSPICIOUS_LOSSES = 5;
/** Wait before reconnecting when a message was not acknowledged in time. */
const RETRY_SOON_MS = 15_000;

/** Connects in the background and reconnects until closed. No method waits for the network. */
export function openUplink(parts: UplinkOptions): Uplink {
  const uplink = new MqttUplink(parts);
  uplink.start();
  return uplink;
}

class MqttUplink implements Uplink {
  readonly #parts: UplinkOptions;
  readonly #topics: Topics;
  readonly #desk: CommandHandler;
  readonly #desired: DesiredTopic;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #state: UplinkStatus['state'] = 'connecting';
  #detail = 'connecting for the first time';
  #sentRows = 0;
  #connections = 0;
  #failures = 0;
  #session: Session | undefined;
  #drain: OutboxDrain | undefined;
  /** Start of the present connection, in ISO 8601. `#farewell` is the state message published before a disconnect. */
  #since = '';
  #farewell = '';
  /** The last state message that this gateway published. */
  #said = '';
  #repairsLeft = 0;
  #closeDeadlineMs = 0;
  #earlyLosses = 0;
  readonly #acceptance: Acceptance;

  constructor(parts: UplinkOptions) {
    this.#parts = parts;
    this.#topics = createTopics(parts.identity);
    this.#desired = new DesiredTopic(this.#topics, parts.desired);
    this.#acceptance = new Acceptance(() => parts.clock.monotonicMs());
    this.#desk = new CommandHandler({ ...parts, keyFile: parts.settings.commandKeyFile });
  }

  start(): void {
    this.#running = this.#run();
  }
  status(): UplinkStatus {
    const held = this.#drain?.heldRows ?? 0;
    const more = held === 0 ? '' : `; ${held} rows are larger than the broker accepts`;
    const refusal = this.#state === 'connected' ? this.#acceptance.detail : undefined;
    const { isStalled } = this.#acceptance;
    return {
      state: this.#state === 'connected' && isStalled ? 'stalled' : this.#state,
      isStalled,
      detail: `${this.#detail}${refusal === undefined ? '' : `, but ${refusal}`}${more}`,
      sentRows: this.#sentRows,
      inFlight: this.#drain?.inFlight ?? 0,
      connections: this.#connections,
      failures: this.#failures,
      commandsRefused: this.#desk.refusals,
    };
  }

  nudge = (): void => this.#drain?.nudge();
  publishReport = (): void => this.#desired.publish();

  async close(deadlineMs: number): Promise<void> {
    this.#closeDeadlineMs = this.#parts.clock.monotonicMs() + deadlineMs;
    this.#stop.abort();
    await this.#running;
    this.#state = 'off';
    this.#detail = 'closed';
  }

  async #run(): Promise<void> {
    const { settings, clock } = this.#parts;
    await this.#wait(firstWaitMs(this.#parts));
    let waits = this.#newWaits();
    let protocol: 4 | 5 = 5;
    while (!this.#stop.signal.aborted) {
      const startedMs = clock.monotonicMs();
      const ending = await this.#connectOnce(protocol);
      if (this.#stop.signal.aborted) return;
      if (clock.monotonicMs() - startedMs >= settings.reconnect.stableMs) {
        waits = this.#newWaits();
        this.#earlyLosses = 0;
      }
      protocol = ending.reaction === 'hung-up' && protocol === 5 ? 4 : 5;
      const waitMs = this.#waitMs(ending, waits);
      this.#lost(ending, waitMs);
      await this.#wait(waitMs);
    }
  }

  #waitMs({ reaction }: DisconnectReason, waits: Generator<number, never>): number {
    const { settings, random } = this.#parts;
    if (reaction === 'wait-long') return settings.reconnect.refusedMs * (1 + random());
    const next = waits.next().value;
    return reaction === 'retry-soon' ? Math.min(next, RETRY_SOON_MS * random()) : next;
  }

  #newWaits(): Generator<number, never> {
    const { settings, identity, random } = this.#parts;
    const share = hashToUnit(`${identity.tenant}/${identity.store}/${identity.gateway}`);
    return backOff({ ...settings.reconnect, share }, random);
  }

  async #wait(durationMs: number): Promise<void> {
    if (durationMs > 0) await this.#parts.clock.sleep(durationMs, this.#stop.signal).catch(() => undefined);
  }

  /** Runs one connection to its end. If the broker does not support MQTT 5, tries MQTT 3.1.1 immediately. */
  async #connectOnce(protocol: 4 | 5): Promise<DisconnectReason> {
    const session = await this.#open(protocol);
    if (!('reaction' in session)) return await this.#serve(session, protocol);
    if (protocol === 4 || session.reaction !== 'other-protocol' || this.#stop.signal.aborted) return session;
    const older = await this.#open(4);
    return 'reaction' in older ? older : await this.#serve(older, 4);
  }

  #open(protocolVersion: 4 | 5): Promise<Session | DisconnectReason> {
    const { settings, identity, clock } = this.#parts;
    const now = (): Date => new Date(clock.now());
    const since = wholeSeconds(now());
    this.#since = since;
    this.#farewell = encodeState('offline', identity, { since });
    const will = { topic: this.#topics.state, payload: this.#farewell };
    return openSession({ settings, protocolVersion, will, now }, (topic, payload, isRetained) => {
      // Ignores a retained command: the broker would repeat it at every connection.
      if (topic === this.#topics.command && !isRetained) this.#command(payload);
      else if (topic === this.#topics.state && payload !== this.#said) this.#repairState();
      else this.#desired.accept(topic, payload);
    });
  }

  #publishOnline(): void {
    const { identity, store, health } = this.#parts;
    const details = { since: this.#since, waitingRows: store.status().outboxRows, ...health?.() };
    void this.#publishState(encodeState('online', identity, details));
  }

  /** Publishes the state again, because the will of an earlier connection may arrive after the new state. */
  #repairState(): void {
    if (this.#repairsLeft <= 0) return;
    this.#repairsLeft -= 1;
    void this.#publishState(this.#said);
  }

  #command(payload: string): void {
    const session = this.#session;
    const { response: topic } = this.#topics;
    if (session === undefined) return;
    const answer = this.#desk.handleCommand(payload, session.limits.maximumPacketBytes - topic.length - 16);
    // QoS 0: without a response the cloud asks again. So the response does not count towards the in-flight limit.
    if (answer !== undefined) session.publish({ topic, payload: answer, qos: 0 }, () => undefined);
    this.#drain?.pump();
  }

  #publishState(payload: string): Promise<void> {
    this.#said = payload;
    const { limits, publish } = this.#session ?? {};
    const { state } = this.#topics;
    // A receive maximum of 1 allows one unacknowledged QoS 1 message. Windows need it, so the state uses QoS 0.
    const qos = limits?.receiveMaximum === 1 ? 0 : 1;
    const message = { topic: state, payload, qos, retain: limits?.retainAvailable !== false } as const;
    return new Promise((resolve) => publish?.(message, () => resolve()));
  }

  async #serve(session: Session, protocol: 4 | 5): Promise<DisconnectReason> {
    this.#connected(session, protocol);
    this.#publishOnline();
    if (!session.sessionPresent) session.subscribe(this.#topics.state);
    // Subscribes even in a resumed session, which may come from an earlier release without this subscription.
    session.subscribe(this.#topics.command);
    this.#desired.open(session);
    const overdue = Promise.withResolvers<DisconnectReason>();
    const drain = new OutboxDrain({
      ...this.#parts,
      topics: this.#topics,
      session,
      sent: (rows) => {
        this.#sentRows += rows;
        this.#acceptance.accepted();
      },
      refused: (detail) => this.#refused(detail),
      parked: once(() => this.#alarm('RowParked')),
      overdue: () => overdue.resolve(OVERDUE),
    });
    this.#drain = drain;
    drain.pump();
    const { clock, health } = this.#parts;
    const ended = new AbortController();
    const publish = () => this.#publishOnline();
    if (health !== undefined) void keepStateCurrent({ clock, signal: ended.signal, health, publish });
    const ending = await Promise.race([session.ended, overdue.promise, aborted(this.#stop.signal)]);
    drain.stop();
    ended.abort();
    this.#desired.close();
    if (ending === OVERDUE) this.#refused(OVERDUE.detail);
    if (ending.takenOver === true) this.#alarm('DeviceNameTaken');
    if (ending.reaction === 'closed') await this.#disconnectCleanly(session, drain);
    else await session.close(0);
    this.#drain = undefined;
    this.#session = undefined;
    this.#earlyLosses += 1;
    return this.#earlyLosses === SUSPICIOUS_LOSSES ? explainShortConnections(ending) : ending;
  }

  #refused(detail: string): void {
    this.#acceptance.refused(detail);
    if (!this.#acceptance.mustReport()) return;
    this.#parts.log.error({ detail }, 'uplink: the broker accepts nothing, and rows wait');
    this.#alarm('UplinkStalled');
  }

  #alarm = (kind: string): void => this.#parts.event?.({ kind });

  #connected(session: Session, protocol: 4 | 5): void {
    this.#session = session;
    this.#repairsLeft = MAX_STATUS_REPAIRS;
    this.#connections += 1;
    this.#state = 'connected';
    const name = protocol === 5 ? 'MQTT 5' : 'MQTT 3.1.1';
    const retained = session.limits.retainAvailable ? '' : '; the broker does not keep the status';
    this.#detail = `connected by ${name}${retained}`;
    this.#parts.log.info({ protocol }, 'uplink connected');
  }

  /** Disconnects after the messages in flight are acknowledged, so that they need not be sent again. */
  async #disconnectCleanly(session: Session, drain: OutboxDrain): Promise<void> {
    const { clock } = this.#parts;
    const left = (): number => Math.max(0, this.#closeDeadlineMs - clock.monotonicMs());
    const farewell = async (): Promise<void> => {
      await drain.emptied();
      await this.#publishState(this.#farewell);
    };
    const late = new AbortController();
    await Promise.race([farewell(), session.ended, clock.sleep(left(), late.signal).catch(() => undefined)]);
    late.abort();
    await session.close(left());
  }

  #lost({ detail, reaction, alarm }: DisconnectReason, waitMs: number): void {
    const { log } = this.#parts;
    const was = this.#state;
    this.#failures += 1;
    this.#state = 'waiting';
    this.#detail = `${detail}; next attempt in ${Math.round(waitMs / 1000)} s`;
    // Logs a warning at the start of an outage. Further failures of the same outage only go to the debug log.
    if (alarm === true) log.error({ reaction }, `uplink: ${detail}`);
    else if (was === 'waiting') log.debug({ reaction }, `uplink: ${detail}`);
    else log.warn({ reaction }, `uplink: ${detail}`);
  }
}
