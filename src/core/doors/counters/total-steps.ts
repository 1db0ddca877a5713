import type { TypeOf } from '../../model/codec.ts';
import { maybe, number, row } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';
import type { TotalReading } from './running-total.ts';
import { possibleCount } from './running-total.ts';

const STEP = row({ base: maybe(row({ value: number, at: number })), counted: number });

/** Growth of a total since the last accepted total. */
export interface TotalStep {
  readonly from: number;
  readonly to: number;
  /** People of that time who were not counted by intervals. */
  readonly people: number;
}

/**
 * One running total of a counter that sends its own times. A total that fell, or grew more than people can pass, has
 * restarted: the people since the previous total are unknown.
 */
export class TotalSteps implements Checkpointed {
  readonly #maxTotal: number | undefined;
  readonly #known: TypeOf<typeof STEP> = { base: undefined, counted: 0 };
  readonly state = heldObject(STEP, this.#known);

  /** `maxTotal` is the highest number that the counter shows, if known. */
  constructor(maxTotal?: number) {
    this.#maxTotal = maxTotal;
  }

  /** Time of the total that the next one is compared with. */
  get basedAt(): number | undefined {
    return this.#known.base?.at;
  }

  /** Adds people after `from` who are known from intervals. */
  counted(people: number, from: number): void {
    if (this.#known.base !== undefined && from >= this.#known.base.at) this.#known.counted += people;
  }

  /** Returns the step to this reading, `restarted`, or undefined for a first or older reading. */
  read(now: TotalReading): TotalStep | 'restarted' | undefined {
    const { base, counted } = this.#known;
    if (base !== undefined && now.at <= base.at) return undefined;
    Object.assign(this.#known, { base: now, counted: 0 });
    if (base === undefined) return undefined;
    const grown = this.#growth(base, now);
    if (grown === undefined) return 'restarted';
    return { from: base.at, to: now.at, people: Math.max(0, grown - counted) };
  }

  #growth(base: TotalReading, now: TotalReading): number | undefined {
    const most = possibleCount(now.at - base.at);
    const wrapped = this.#maxTotal === undefined ? now.value : now.value + this.#maxTotal + 1;
    const grown = (now.value < base.value ? wrapped : now.value) - base.value;
    return grown >= 0 && grown <= most ? grown : undefined;
  }
}
