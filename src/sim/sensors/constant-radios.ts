import type { EpochMs } from '../../core/model/ids.ts';
import { REPEAT_BUCKETS } from '../../core/radios/repeat-visitor-estimator.ts';
import { hashToBucket } from '../../core/statistics/hashed-buckets.ts';
import type { BleAdvert } from '../../ports/links.ts';
import type { Channel } from '../kernel/channel.ts';
import type { Random } from '../kernel/random.ts';
import { createRandom, hashText } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Person } from '../model/person.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreEvent } from '../model/store-event.ts';

/** Interval at which receivers report their buckets of heard radios. */
const REPORT_EVERY_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;

export interface ConstantRadiosOptions {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly receivers: readonly Channel<BleAdvert>[];
  readonly emit: (event: StoreEvent) => void;
}

/** Visitors' radios with a constant address, which receivers recognise on the next day. */
export class ConstantRadios {
  readonly #options: ConstantRadiosOptions;
  readonly #random: Random;
  readonly #carried = new Map<Person, number>();
  readonly #heard = new Map<Channel<BleAdvert>, Set<number>>();
  #day = Number.NaN;
  #today: number[] = [];
  /** Radios of the day before that have not returned yet. */
  #before: number[] = [];
  #radios = 0;

  constructor(options: ConstantRadiosOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed, 'constant radios');
  }

  start(): void {
    const { scenario, receivers } = this.#options;
    if (scenario.phones.constantShare > 0 && receivers.length > 0) this.#report();
  }

  /** Handles an arriving person, who may carry a radio with a constant address. */
  came(person: Person): void {
    const { scenario, clock, emit } = this.#options;
    const { constantShare, returnShare } = scenario.phones;
    if (person.kind !== 'visitor' || !this.#random.chance(constantShare)) return;
    this.#turnDay();
    const place = Math.floor(this.#random.unit() * this.#before.length);
    const [known] = this.#random.chance(returnShare) ? this.#before.splice(place, 1) : [];
    const radio = known ?? ++this.#radios;
    this.#today.push(radio);
    this.#carried.set(person, radio);
    emit({ kind: 'brought-radio', atMs: clock.trueMs(), person, radio });
  }

  gone(person: Person): void {
    this.#carried.delete(person);
  }

  /** Fills the bucket of the person's radio at a receiver that heard it. */
  fill(person: Person, receiver: Channel<BleAdvert>): void {
    const radio = this.#carried.get(person);
    if (radio === undefined) return;
    const buckets = this.#heard.get(receiver) ?? new Set();
    buckets.add(hashToBucket(hashText(this.#options.seed, `radio ${radio}`), REPEAT_BUCKETS));
    this.#heard.set(receiver, buckets);
  }

  #turnDay(): void {
    const { clock, scenario } = this.#options;
    const day = Math.floor((clock.trueMs() + scenario.utcOffsetMs) / DAY_MS);
    if (day === this.#day) return;
    this.#before = day === this.#day + 1 ? this.#today : [];
    this.#today = [];
    this.#day = day;
  }

  #report(): void {
    const { clock, receivers } = this.#options;
    clock.schedule(clock.trueMs() + REPORT_EVERY_MS, () => {
      const at: EpochMs = clock.now();
      for (const receiver of receivers) {
        const buckets = [...(this.#heard.get(receiver) ?? [])].sort((a, b) => a - b);
        receiver.send({ kind: 'buckets', key: 'sim', buckets, at });
      }
      this.#heard.clear();
      this.#report();
    });
  }
}
