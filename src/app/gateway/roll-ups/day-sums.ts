import { selectLongestWindows } from '../../../core/metrics/merging/longest-windows.ts';
import type { WindowTotals } from '../../../core/metrics/merging/window-totals.ts';
import { joinTotals, toTotals } from '../../../core/metrics/merging/window-totals.ts';
import type { EpochMs } from '../../../core/model/ids.ts';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import { parseIsoTime } from '../../../core/time/iso-time.ts';
import type { OpeningHours, OpenSeconds } from '../../../core/time/open-seconds.ts';
import { createOpenSeconds } from '../../../core/time/open-seconds.ts';
import type { EventStore, RollUpKind } from '../../../ports/event-store.ts';
import { parseWindow } from '../window-codec.ts';
import type { LocalDay } from './local-day.ts';
import { findDay, getDay, listHours } from './local-day.ts';

/** The sums of one hour. Null when storage has no window in it. */
export type HourTotals = WindowTotals | null;

export type SumsStore = Pick<EventStore, 'windows' | 'rollUps'>;

/** Hourly and daily sums of the store. They come from roll-ups, or from stored windows where there is no roll-up. */
export class DaySums {
  readonly #store: SumsStore;
  readonly #timeZone: string;
  /** Undefined when the settings have no opening hours. */
  readonly openSeconds: OpenSeconds | undefined;
  /** Cached sums of hours without a roll-up, by start of the hour (epoch ms). */
  readonly #hours = new Map<number, HourTotals>();

  constructor(store: SumsStore, timeZone: string, hours?: OpeningHours) {
    this.#store = store;
    this.#timeZone = timeZone;
    this.openSeconds = createOpenSeconds(timeZone, hours);
  }

  /** Removes the cached sum of the hour in which a stored window starts. */
  changed(startMs: number): void {
    for (const from of this.#hours.keys()) {
      if (from <= startMs && startMs < from + HOUR_MS) this.#hours.delete(from);
    }
  }

  /** Removes the cached sums of hours before today. */
  forgetBefore(todayMs: number): void {
    for (const from of this.#hours.keys()) if (from < todayMs) this.#hours.delete(from);
  }

  /** Returns the hours of a day. Empty when only the sum of the whole day is stored. */
  hours(date: string): readonly HourTotals[] {
    const day = getDay(date, this.#timeZone);
    return this.#rolledHours(day) ?? listHours(day).map((from) => this.hour(from, day.endMs));
  }

  /** Returns the sum of a day. Null when storage has no data of it. */
  day(date: string): WindowTotals | null {
    const day = getDay(date, this.#timeZone);
    const rolled = this.#rolled('day', day);
    if (rolled !== undefined) return JSON.parse(rolled) as WindowTotals;
    return joinHours(listHours(day).map((from) => this.hour(from, day.endMs)));
  }

  /** Computes the sum of an hour from its stored windows, and caches it. */
  hour(fromMs: number, dayEndMs: number): HourTotals {
    const known = this.#hours.get(fromMs);
    if (known !== undefined) return known;
    const windows = this.#store.windows(fromMs as EpochMs, Math.min(fromMs + HOUR_MS, dayEndMs) as EpochMs);
    const whole = selectLongestWindows(windows.map(({ payload }) => parseWindow(payload)));
    const hour = whole.length === 0 ? null : joinTotals(whole.map((window) => this.#toTotals(window)));
    this.#hours.set(fromMs, hour);
    return hour;
  }

  #toTotals(window: WindowSummary): WindowTotals {
    const fromMs = parseIsoTime(window.startAt);
    return toTotals(window, this.openSeconds?.(fromMs, fromMs + window.durationMs));
  }

  /** Returns whether the sum of the hour is cached. Reading it is then fast. */
  isKnown(fromMs: number): boolean {
    return this.#hours.has(fromMs);
  }

  isRolledUp(day: LocalDay): boolean {
    return this.#rolled('day', day) !== undefined;
  }

  /**
   * Returns the hours of the last roll-up of a day, even if it is stale. If the windows were evicted, there is no other
   * source.
   */
  oldHours({ startMs, endMs }: LocalDay): readonly HourTotals[] {
    const [rollUp] = this.#store.rollUps('hours', startMs as EpochMs, endMs as EpochMs);
    return rollUp === undefined ? [] : (JSON.parse(rollUp.payload) as HourTotals[]);
  }

  dayAt(ms: number): LocalDay {
    return findDay(ms, this.#timeZone);
  }

  #rolledHours(day: LocalDay): readonly HourTotals[] | undefined {
    if (!this.isRolledUp(day)) return undefined;
    const hours = this.#rolled('hours', day);
    return hours === undefined ? [] : (JSON.parse(hours) as HourTotals[]);
  }

  #rolled(kind: RollUpKind, { startMs, endMs }: LocalDay): string | undefined {
    const [rollUp] = this.#store.rollUps(kind, startMs as EpochMs, endMs as EpochMs);
    return rollUp === undefined || rollUp.isStale ? undefined : rollUp.payload;
  }
}

const HOUR_MS = 3_600_000;

export function joinHours(hours: readonly HourTotals[]): WindowTotals | null {
  const known = hours.filter((hour) => hour !== null);
  return known.length === 0 ? null : joinTotals(known);
}
