import type { TypeOf } from '../model/codec.ts';
import { nullable, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

const COUNTED = row({ estimate: nullable(number), since: number });
/** A touched line without a crossing after 10 s was a person at the line, or staff. */
const SETTLES_MS = 10_000;

type Direction = 'in' | 'out';

/** A person over a door's only line, who may still turn back. */
interface Early {
  readonly door: string;
  readonly direction: Direction;
  readonly at: EpochMs;
}

/**
 * Counts people in the store now: the last minute's estimate, plus crossings since, plus people over a line now.
 * Crossings settle some seconds after the line is touched.
 */
export class HeadCount implements Checkpointed {
  readonly #counted: TypeOf<typeof COUNTED> = { estimate: null, since: 0 };
  /** Not saved, because a touch is older than 10 s after a restart. */
  #early: readonly Early[] = [];
  readonly state = heldObject(COUNTED, this.#counted);

  /** People in the store; null before the first estimate. */
  get people(): number | null {
    const { estimate, since } = this.#counted;
    const early = this.#early.reduce((sum, { direction }) => sum + signOf(direction), 0);
    return estimate === null ? null : Math.max(0, Math.round(estimate + since + early));
  }

  estimated(mean: number, at: EpochMs): void {
    this.#early = this.#early.filter((early) => at - early.at < SETTLES_MS);
    Object.assign(this.#counted, { estimate: mean, since: 0 });
  }

  touched(early: Early): void {
    this.#early = [...this.#early.filter(({ at }) => early.at - at < SETTLES_MS), early];
  }

  /** A person went back over the line before the crossing settled. */
  turnedBack(door: string, direction: Direction): void {
    this.#settle(door, direction, 1);
  }

  crossed(door: string, direction: Direction, count: number): void {
    this.#settle(door, direction, count);
    this.moved(signOf(direction) * count);
  }

  /** Adds people whom a counter reported late. */
  moved(by: number): void {
    this.#counted.since += by;
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
