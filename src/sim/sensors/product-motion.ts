import type { TagId } from '../../core/model/ids.ts';
import type { Random } from '../kernel/random.ts';
import { createRandom } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { SimTag } from '../model/layout.ts';
import type { StoreEvent } from '../model/store-event.ts';

/** Mean times for which a hand turns a product and then holds it still. */
const TURNED_MS = 2_000;
const HELD_STILL_MS = 2_500;

export interface ProductMotionOptions {
  readonly tags: readonly SimTag[];
  readonly clock: VirtualClock;
  readonly seed: number;
  /** Called when the tag begins to move or comes to rest, because the tag then sends immediately. */
  readonly moved: (tag: SimTag) => void;
}

/** Simulates the motion sensors of product tags. A product in hand moves and rests by turns; one on display rests. */
export class ProductMotion {
  readonly #options: ProductMotionOptions;
  readonly #random: Random;
  /** Products in hand, each with a number that identifies this handling. */
  readonly #inHand = new Map<string, number>();
  readonly #moving = new Set<TagId>();
  #handlings = 0;

  constructor(options: ProductMotionOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed, 'product motion');
  }

  isMoving(tag: TagId): boolean {
    return this.#moving.has(tag);
  }

  happened(event: StoreEvent): void {
    if (event.kind !== 'picked-up' && event.kind !== 'put-back') return;
    const { product } = event;
    const own = this.#options.tags.filter(
      ({ carrier }) => carrier.kind === 'product' && carrier.product === product,
    );
    if (event.kind === 'put-back') {
      this.#inHand.delete(product);
      for (const tag of own) this.#set(tag, false);
      return;
    }
    this.#inHand.set(product, ++this.#handlings);
    for (const tag of own) this.#turn(tag, product, this.#handlings);
  }

  #turn(tag: SimTag, product: string, handling: number): void {
    if (this.#inHand.get(product) !== handling) return;
    this.#set(tag, true);
    this.#after(TURNED_MS, () => this.#hold(tag, product, handling));
  }

  #hold(tag: SimTag, product: string, handling: number): void {
    if (this.#inHand.get(product) !== handling) return;
    this.#set(tag, false);
    this.#after(HELD_STILL_MS, () => this.#turn(tag, product, handling));
  }

  #set(tag: SimTag, isMoving: boolean): void {
    if (this.#moving.has(tag.tag) === isMoving) return;
    if (isMoving) this.#moving.add(tag.tag);
    else this.#moving.delete(tag.tag);
    this.#options.moved(tag);
  }

  #after(meanMs: number, then: () => void): void {
    const { clock } = this.#options;
    clock.schedule(clock.trueMs() + this.#random.exponential(meanMs), then);
  }
}
