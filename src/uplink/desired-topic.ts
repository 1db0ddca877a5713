import type { DesiredChannel } from '../ports/uplink.ts';
import type { Session } from './session.ts';
import type { Topics } from './topics.ts';

/** A row, the state and the report may be unacknowledged at once. A broker that takes fewer gets the report without. */
const FEWEST_PLACES = 3;

/** Settings from afar and the report on them, on one connection after another. */
export class DesiredTopic {
  readonly #topics: Topics;
  readonly #channel: DesiredChannel | undefined;
  #session: Session | undefined;
  /** What the broker has of us in this connection. */
  #reported = '';

  constructor(topics: Topics, channel: DesiredChannel | undefined) {
    this.#topics = topics;
    this.#channel = channel;
  }

  /** A board without a memory hears first what the one before it reported. */
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

  /** Retained; what the broker has already is not sent again. */
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
