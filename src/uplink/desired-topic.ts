import type { DesiredChannel } from '../ports/uplink.ts';
import type { Session } from './session.ts';
import type { Topics } from './topics.ts';

/** A row, the state and the report may be unacknowledged at once. If the broker allows fewer, the report uses QoS 0. */
const FEWEST_PLACES = 3;

/** Remote settings and the report about them, over successive connections. */
export class DesiredTopic {
  readonly #topics: Topics;
  readonly #channel: DesiredChannel | undefined;
  #session: Session | undefined;
  /** The report that the broker has from this connection. */
  #reported = '';

  constructor(topics: Topics, channel: DesiredChannel | undefined) {
    this.#topics = topics;
    this.#channel = channel;
  }

  /** A new board at this gateway's place first reads the report of the old one. */
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

  /** Publishes the report, retained. A report that the broker already has is not sent again. */
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
