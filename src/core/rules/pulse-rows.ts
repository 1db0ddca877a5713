import type { EpochMs } from '../model/ids.ts';
import { PulseRow } from './pulse-row.ts';

/** Finds the conditions that count an event by the event's key. Conditions on the same events share one row. */
export class PulseRows<T> {
  readonly #byKey = new Map<string, PulseRow<T>[]>();
  readonly #byKeys = new Map<string, PulseRow<T>>();

  /** Returns the row of these keys. A condition on both directions of a door has two keys, and one row for both. */
  get(keys: readonly string[]): PulseRow<T> {
    const known = this.#byKeys.get(keys.join());
    if (known !== undefined) return known;
    const row = new PulseRow<T>();
    this.#byKeys.set(keys.join(), row);
    for (const key of keys) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), row]);
    return row;
  }

  /** Counts an event. Calls `enough` for each condition that has enough events in time. */
  count(key: string, at: EpochMs, enough: (watch: T) => void): void {
    const rows = this.#byKey.get(key);
    if (rows !== undefined) for (const row of rows) row.count(at, enough);
  }
}
