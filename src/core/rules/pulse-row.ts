import type { EpochMs } from '../model/ids.ts';

/** Number of events that turn a condition on, and the time in ms within which they must come. */
export interface Repeats {
  readonly times: number;
  readonly withinMs: number;
}

/**
 * Counts the events that several conditions wait for. All of them share one list of times, so that an event costs one
 * comparison per condition. Runs for each person who enters or leaves a zone.
 */
export class PulseRow<T> {
  readonly #watches: T[] = [];
  readonly #required: number[] = [];
  readonly #withinMs: number[] = [];
  /** For each condition, the number of events before it began to count. */
  readonly #from: number[] = [];
  /** Times of the last events, oldest first: as many as any condition needs. */
  readonly #times: EpochMs[] = [];
  #most = 1;
  /** Number of events so far. */
  #count = 0;

  /** Adds a condition. Returns its index for `save` and `restore`. */
  add(watch: T, repeats: Repeats): number {
    this.#most = Math.max(this.#most, repeats.times);
    this.#required.push(repeats.times);
    this.#withinMs.push(repeats.withinMs);
    this.#from.push(this.#count);
    return this.#watches.push(watch) - 1;
  }

  /**
   * Counts an event. Calls `enough` for each condition that has enough events in time. Such a condition then starts
   * again at 0.
   */
  count(at: EpochMs, enough: (watch: T) => void): void {
    this.#count += 1;
    if (this.#times.push(at) > this.#most) this.#times.shift();
    for (let i = 0; i < this.#watches.length; i++) {
      if (!this.#hasEnough(i, at)) continue;
      this.#from[i] = this.#count;
      const watch = this.#watches[i];
      if (watch !== undefined) enough(watch);
    }
  }

  /** Returns the times of the events that the condition has counted, oldest first. */
  save(index: number): EpochMs[] {
    const counted = this.#count - (this.#from[index] ?? this.#count);
    return this.#times.slice(Math.max(0, this.#times.length - counted));
  }

  /** Restores what `save` returned, before the first event. */
  restore(index: number, times: readonly EpochMs[]): void {
    if (times.length > this.#times.length) this.#times.splice(0, this.#times.length, ...times);
    this.#from[index] = this.#count - times.length;
  }

  #hasEnough(index: number, at: number): boolean {
    const required = this.#required[index] ?? 0;
    if (this.#count - (this.#from[index] ?? 0) < required) return false;
    return at - (this.#times[this.#times.length - required] ?? at) <= (this.#withinMs[index] ?? 0);
  }
}
