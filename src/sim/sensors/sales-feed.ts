import type { MqttMessage } from '../../ports/links.ts';
import type { Channel } from '../kernel/channel.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Till } from '../model/layout.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';

/** Delay, in ms, between a customer's turn from the till and the till's message, while the receipt is printed. */
const REPORT_MS = 400;

/** Tills that publish the number of transactions, and nothing else, for each sale on the store's own broker. */
export class SalesFeed implements StoreObserver {
  readonly #topics: ReadonlyMap<string, string>;
  readonly #messages: Channel<MqttMessage>;
  readonly #clock: VirtualClock;

  constructor(tills: readonly Till[], messages: Channel<MqttMessage>, clock: VirtualClock) {
    this.#topics = new Map(
      tills.flatMap(({ id, sales }) => (sales === undefined ? [] : [[id, sales.topic]])),
    );
    this.#messages = messages;
    this.#clock = clock;
  }

  happened(event: StoreEvent): void {
    if (event.kind !== 'bought') return;
    const topic = this.#topics.get(event.till);
    if (topic === undefined) return;
    const payload = new TextEncoder().encode('{"transactions":1}');
    this.#clock.schedule(event.atMs + REPORT_MS, () => this.#messages.send({ topic, payload }));
  }

  moved(): void {
    // The tills depend on sales only.
  }
}
