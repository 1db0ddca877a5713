import type { TypeOf } from '../../model/codec.ts';
import { maybe, number, row } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';
import type { TotalReading } from './running-total.ts';
import { possibleCount } from './running-total.ts';

const STEP = row({ base: maybe(row({ value: number, at: number })), counted: number });

/** What a total grew by since the last one that was believed. */
export interface TotalStep {
  readonly from: number;
  readonly to: number;
  /** People of that time who were not counted otherwise. */
  readonly people: number;
}

/**
 * One running total of a counter that reports with its own times. A total that fell, or grew by more people than can
 * pass, began anew: who passed since the one before is unknown.
 */
export class TotalSteps implements Checkpointed {
  readonly #maxTotal: number | undefined;
  readonly #known: TypeOf<typeof STEP> = { base: undefined, counted: 0 };
  readonly state = heldObject(STEP, this.#known);

  /** `maxTotal`: the highest number the counter can show, where it is known. */
  constructor(maxTotal?: number) {
    this.#maxTotal = maxTotal;
  }

  /** When the total that the next one is held against stood so. */
  get basedAt(): number | undefined {
    return this.#known.base?.at;
  }

  /** So many people after `from` are known without the total. */
  counted(people: number, from: number): void {
    if (this.#known.base !== undefined && from >= this.#known.base.at) this.#known.counted += people;
  }

  /** The step to this reading; `restarted` when the total began anew; undefined for a first or an older one. */
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
