import type { DesiredChannel } from '../ports/uplink.ts';
import type { Session } from './session.ts';
import type { Topics } from './topics.ts';

/**
 * Three messages may wait for an acknowledgement at the same time: one with rows, the state and the report. If the
 * broker allows fewer than three, the report is sent with QoS 0.
 */
const FEWEST_PLACES = 3;

/** Receives remote settings and publishes the report about them, over successive connections. */
export class DesiredTopic {
  readonly #topics: Topics;
  readonly #channel: DesiredChannel | undefined;
  #session: Session | undefined;
  /** The report that was last published on this connection. */
  #reported = '';

  constructor(topics: Topics, channel: DesiredChannel | undefined) {
    this.#topics = topics;
    this.#channel = channel;
  }

  /**
   * Subscribes to remote settings on a new connection. A new board has no report yet: it first reads the report of the
   * board that it replaced.
   */
  open(session: Session): void {
    if (this.#channel === undefined) return;
    this.#session = session;
    this.#reported = '';
    if (this.#channel.report() === undefined) session.subscribe(this.#topics.report);
    this.publish();
    session.subscribe(this.#topics.desired);
  }

  close(): void {
    this.#session = undefined;
  }

  /** Publishes the report, retained, unless this connection has already published the same report. */
  publish(): void {
    const payload = this.#channel?.report();
    if (this.#session === undefined || payload === undefined || payload === this.#reported) return;
    this.#reported = payload;
    const { retainAvailable: retain, receiveMaximum } = this.#session.limits;
    const qos = receiveMaximum < FEWEST_PLACES ? 0 : 1;
    this.#session.publish({ topic: this.#topics.report, payload, retain, qos }, () => undefined);
  }

  accept(topic: string, payload: string): void {
    if (topic === this.#topics.desired) this.#channel?.accept(payload);
    else if (topic === this.#topics.report && payload !== this.#reported)
      this.#channel?.acceptReport(payload);
  }
}
