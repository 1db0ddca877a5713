import type { Channel } from '../kernel/channel.ts';
import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { SimCounter } from '../model/layout.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';

/** A person who follows within this time in the same direction is often counted together with the one before. */
const MERGE_MS = 350;
const MERGE_SHARE = 0.5;
/** Share of lines in which the wire damages a byte. */
const GARBLED_SHARE = 0.0005;

/** A counter over the door whose totals start at 0 at power-on. */
export class CounterSensor implements StoreObserver {
  readonly counter: SimCounter;
  readonly channel: Channel<string>;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #totals = { in: 0, out: 0 };
  readonly #lastMs = { in: Number.NEGATIVE_INFINITY, out: Number.NEGATIVE_INFINITY };
  #missMore = 0;

  constructor(counter: SimCounter, channel: Channel<string>, clock: VirtualClock, random: Random) {
    this.counter = counter;
    this.channel = channel;
    this.#clock = clock;
    this.#random = random;
  }

  start(): void {
    this.#clock.schedule(this.#clock.trueMs() + this.counter.everyMs, () => {
      this.channel.send(this.#line());
      this.start();
    });
  }

  /** Raises the share of missed people by `missShare`, as dirt on the lens does. */
  dim(missShare: number): void {
    this.#missMore = missShare;
  }

  happened(event: StoreEvent): void {
    if (event.kind !== 'crossed' || event.door !== this.counter.door) return;
    const { direction, atMs } = event;
    const isClose = atMs - this.#lastMs[direction] < MERGE_MS;
    this.#lastMs[direction] = atMs;
    const isMerged = this.#random.chance(MERGE_SHARE) && isClose;
    const isMissed = this.#random.chance(this.counter.missShare + this.#missMore);
    const isDoubled = this.#random.chance(this.counter.doubleShare);
    if (!isMerged && !isMissed) this.#totals[direction] += isDoubled ? 2 : 1;
  }

  moved(): void {
    // The counter depends on passages over the threshold only.
  }

  #line(): string {
    const line = `C,${this.#totals.in},${this.#totals.out}`;
    const isGarbled = this.#random.chance(GARBLED_SHARE);
    return isGarbled ? `${line.slice(0, 2)}\u00ff${line.slice(3)}` : line;
  }
}
