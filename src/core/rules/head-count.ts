import { ERROR_PER_CROSSING } from '../doors/occupancy/occupancy-steps.ts';
import type { TypeOf } from '../model/codec.ts';
import { nullable, number, row } from '../model/codec.ts';
import { TWO_SIDED_95 } from '../model/estimate.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

const COUNTED = row({
  estimate: nullable(number),
  low: number,
  high: number,
  since: number,
  crossings: number,
});
/** When no crossing follows within 10 s, the person who touched the line only stood there, or is staff. */
const SETTLES_MS = 10_000;

type Direction = 'in' | 'out';

/** A person who is over the only line of a door and may still turn back. */
interface Early {
  readonly door: string;
  readonly direction: Direction;
  readonly at: EpochMs;
}

/** Lowest and highest number of people inside. */
export interface PeopleRange {
  readonly low: number;
  readonly high: number;
}

interface Estimate extends PeopleRange {
  readonly at: EpochMs;
  readonly mean: number;
}

/**
 * Counts people in the store at this moment: the last minute's estimate, plus later crossings, plus people over a line.
 * A crossing is reported some seconds after a person touches the line.
 */
export class HeadCount implements Checkpointed {
  readonly #counted: TypeOf<typeof COUNTED> = { estimate: null, low: 0, high: 0, since: 0, crossings: 0 };
  /** Not saved, because after a restart each touch is older than 10 s. */
  #early: readonly Early[] = [];
  readonly state = heldObject(COUNTED, this.#counted);

  /** People in the store; null before the first estimate. */
  get people(): number | null {
    const { estimate, since } = this.#counted;
    const early = this.#countEarly('in') - this.#countEarly('out');
    return estimate === null ? null : Math.max(0, Math.round(estimate + since + early));
  }

  /**
   * Range that holds the true number with 95 % probability: the estimate's interval, moved and widened by later
   * crossings. A person over a line may still turn back, so the range includes both cases. Null before the first
   * estimate.
   */
  get range(): PeopleRange | null {
    const { estimate, low, high, since, crossings } = this.#counted;
    const { people } = this;
    if (estimate === null || people === null) return null;
    const spread = TWO_SIDED_95 * Math.sqrt(ERROR_PER_CROSSING * crossings);
    const least = estimate + since - Math.hypot(estimate - low, spread) - this.#countEarly('out');
    const most = estimate + since + Math.hypot(high - estimate, spread) + this.#countEarly('in');
    return {
      low: Math.max(0, Math.min(people, Math.round(least))),
      high: Math.max(people, Math.round(most)),
    };
  }

  estimated({ at, mean, low, high }: Estimate): void {
    this.#early = this.#early.filter((early) => at - early.at < SETTLES_MS);
    Object.assign(this.#counted, { estimate: mean, low, high, since: 0, crossings: 0 });
  }

  touched(early: Early): void {
    this.#early = [...this.#early.filter(({ at }) => early.at - at < SETTLES_MS), early];
  }

  /** Handles a person who went back over the line before the crossing was reported. */
  turnedBack(door: string, direction: Direction): void {
    this.#settle(door, direction, 1);
  }

  crossed(door: string, direction: Direction, count: number): void {
    this.#settle(door, direction, count);
    this.moved(signOf(direction) * count);
  }

  /** Adds people whom a counter reported later than they crossed. */
  moved(by: number): void {
    this.#counted.since += by;
    this.#counted.crossings += Math.abs(by);
  }

  #countEarly(way: Direction): number {
    return this.#early.filter(({ direction }) => direction === way).length;
  }

  #settle(door: string, direction: Direction, count: number): void {
    let left = count;
    this.#early = this.#early.filter((early) => {
      const isSettled = left > 0 && early.door === door && early.direction === direction;
      if (isSettled) left -= 1;
      return !isSettled;
    });
  }
}

function signOf(direction: Direction): -1 | 1 {
  return direction === 'in' ? 1 : -1;
}
