import { selectLongestWindows } from '../../core/metrics/merging/longest-windows.ts';
import { meanWaitRange } from '../../core/metrics/queue-metrics.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import { dateStart, localDate } from '../../core/time/local-date.ts';
import type { TodayView } from '../../ports/console/console.ts';

interface TodayOptions {
  readonly windows: (from: EpochMs, to: EpochMs) => readonly WindowSummary[];
  readonly timezone: () => string;
  readonly now: () => EpochMs;
}

/**
 * The sums of all counts since midnight in the store. Reads the stored windows only once a day and then adds new ones.
 * So a page can ask often at little cost.
 */
export class TodayCounts {
  readonly #options: TodayOptions;
  #from = Number.NaN;
  #windows: readonly WindowSummary[] = [];

  constructor(options: TodayOptions) {
    this.#options = options;
  }

  /** Adds a window that closed, or that got a higher revision. */
  add(window: WindowSummary): void {
    if (Number.isNaN(this.#from)) return;
    this.#windows = selectLongestWindows([...this.#windows, window]);
  }

  view(): TodayView {
    const { windows, timezone, now } = this.#options;
    const from = dateStart(localDate(now(), timezone()), timezone());
    if (from !== this.#from) {
      this.#from = from;
      this.#windows = windows(from as EpochMs, now());
    }
    return sumUp(this.#windows, from as EpochMs);
  }
}

function sumUp(windows: readonly WindowSummary[], from: EpochMs): TodayView {
  const doors = new Map<string, { in: number | null; out: number | null; seenMs: number; knownMs: number }>();
  const zones = new Map<string, number | null>();
  const waits = new Map<string, { served: number; sumMs: number }>();
  let until: number = from;
  for (const window of windows) {
    until = Math.max(until, parseIsoTime(window.startAt) + window.durationMs);
    for (const door of window.doors) {
      const sum = doors.get(door.door) ?? { in: null, out: null, seenMs: 0, knownMs: 0 };
      const seenMs = sum.seenMs + door.coverage * window.durationMs;
      // A door that was added today is measured from then on.
      const knownMs = sum.knownMs + window.durationMs;
      doors.set(door.door, { in: plus(sum.in, door.in), out: plus(sum.out, door.out), seenMs, knownMs });
    }
    for (const { zone, served, waitMeanMs } of window.queues) {
      const sum = waits.get(zone) ?? { served: 0, sumMs: 0 };
      waits.set(zone, sum);
      if (served === null || waitMeanMs === null) continue;
      sum.served += served;
      sum.sumMs += served * waitMeanMs;
    }
    for (const { zone, visits } of window.zones) zones.set(zone, plus(zones.get(zone) ?? null, visits));
  }
  return {
    ...{ from, until: until as EpochMs },
    doors: [...doors].map(([id, { seenMs, knownMs, ...sum }]) => ({
      id,
      ...sum,
      seen: knownMs > 0 ? seenMs / knownMs : 0,
    })),
    zones: [...zones].map(([id, visits]) => ({ id, visits })),
    queues: [...waits].map(([id, { served, sumMs }]) => {
      const waitMeanMs = served === 0 ? null : sumMs / served;
      return { id, waitMeanMs, waitRangeMs: meanWaitRange(waitMeanMs, served) };
    }),
  };
}

/**
 * Adds a count to a sum. Null means unknown, because of an outage: it adds nothing, and a sum of only nulls stays null.
 */
function plus(sum: number | null, more: number | null): number | null {
  return more === null ? sum : (sum ?? 0) + more;
}
