import type { EpochMs } from '../../../core/model/ids.ts';
import type { OpeningHours } from '../../../core/time/open-seconds.ts';
import type { Checkpoint, Commit, EventStore, RollUp, WindowRecord } from '../../../ports/event-store.ts';
import type { Log } from '../../../ports/log.ts';
import type { HourTotals } from './day-sums.ts';
import { DaySums, joinHours } from './day-sums.ts';
import type { LocalDay } from './local-day.ts';
import { listHours } from './local-day.ts';

/** At a start, this many past days are also rolled up, if their windows are still stored. */
const LOOK_BACK_DAYS = 31;

export interface RollUpWriterOptions {
  readonly store: EventStore;
  readonly timeZone: string;
  /** Opening hours. Without them, all hours count as open. */
  readonly hours?: OpeningHours | undefined;
  /** Returns false while the clock is not set, because stored times may then still move. */
  readonly isTimeSure: () => boolean;
  readonly log: Log;
}

/**
 * Storage as the pipeline uses it, with the addition of roll-ups. After the end of a day it adds up the day, one hour
 * per call of `work`. The next commit stores the result. When a window of a past day arrives late, that day is added up
 * again.
 */
export class RollUpWriter implements Pick<EventStore, 'commit' | 'checkpoint' | 'rows' | 'windows'> {
  readonly sums: DaySums;
  readonly #options: RollUpWriterOptions;
  /** Starts of the days that must be added up (epoch ms), in the order in which they were found. */
  readonly #due = new Set<number>();
  #today: LocalDay | undefined;
  #pending: readonly RollUp[] = [];

  constructor(options: RollUpWriterOptions) {
    this.#options = options;
    this.sums = new DaySums(options.store, options.timeZone, options.hours);
  }

  commit(commit: Commit): void {
    this.#options.store.commit({ ...commit, rollUps: this.#pending });
    this.#pending = [];
    for (const { start } of commit.windows ?? []) this.#stored(start);
  }

  checkpoint(): Checkpoint | undefined {
    return this.#options.store.checkpoint();
  }

  rows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return this.#options.store.rows(from, to);
  }

  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return this.#options.store.windows(from, to);
  }

  /** Adds up one hour at most. Must be called about once a second. */
  work(nowMs: number): void {
    if (!this.#options.isTimeSure() || this.#pending.length > 0) return;
    this.#noteDay(nowMs);
    const [startMs] = this.#due;
    if (startMs === undefined) return;
    try {
      this.#sumUp(this.sums.dayAt(startMs));
    } catch (error) {
      this.#due.delete(startMs);
      this.#options.log.error({ err: error }, 'a day could not be summed up; its windows stay');
    }
  }

  #stored(startMs: number): void {
    this.sums.changed(startMs);
    if (this.#today !== undefined && startMs < this.#today.startMs)
      this.#due.add(this.sums.dayAt(startMs).startMs);
  }

  /** Finds days to add up: the day that has just ended, or at the start of the program also earlier days. */
  #noteDay(nowMs: number): void {
    const today = this.#today;
    if (today !== undefined && nowMs >= today.startMs && nowMs < today.endMs) return;
    this.#today = this.sums.dayAt(nowMs);
    if (today !== undefined && nowMs >= today.endMs) this.#due.add(today.startMs);
    let day = this.#today;
    for (let i = 0; i < (today === undefined ? LOOK_BACK_DAYS : 1); i += 1) {
      day = this.sums.dayAt(day.startMs - 1);
      if (!this.sums.isRolledUp(day)) this.#due.add(day.startMs);
    }
  }

  #sumUp(day: LocalDay): void {
    const next = listHours(day).find((from) => !this.sums.isKnown(from));
    if (next !== undefined) {
      this.sums.hour(next, day.endMs);
      return;
    }
    const hours = keepFuller(
      this.sums.oldHours(day),
      listHours(day).map((from) => this.sums.hour(from, day.endMs)),
    );
    const whole = joinHours(hours);
    this.#due.delete(day.startMs);
    if (this.#due.size === 0) this.sums.forgetBefore(this.#today?.startMs ?? 0);
    if (whole === null) return;
    const span = { start: day.startMs as EpochMs, end: day.endMs as EpochMs };
    this.#pending = [
      { kind: 'hours', ...span, payload: JSON.stringify(hours) },
      { kind: 'day', ...span, payload: JSON.stringify(whole) },
    ];
  }
}

/** For each hour, keeps the old sum if it covers more time. Windows that it counted may have been evicted since. */
function keepFuller(before: readonly HourTotals[], now: readonly HourTotals[]): readonly HourTotals[] {
  return now.map((hour, i) => {
    const old = before[i] ?? null;
    return (old?.knownMs ?? 0) > (hour?.knownMs ?? 0) ? old : hour;
  });
}
