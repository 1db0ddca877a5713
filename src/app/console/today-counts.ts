import type { DoorStatus } from '../../core/doors/door-status.ts';
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
  /** The present doors, with the times of their first heartbeats. */
  readonly doors: () => readonly Pick<DoorStatus, 'door' | 'since'>[];
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
    const { windows, timezone, now, doors } = this.#options;
    const from = dateStart(localDate(now(), timezone()), timezone());
    if (from !== this.#from) {
      this.#from = from;
      this.#windows = windows(from as EpochMs, now());
    }
    return { ...sumUp(this.#windows, from as EpochMs), doors: sumDoors(this.#windows, doors()) };
  }
}

function sumUp(windows: readonly WindowSummary[], from: EpochMs): Omit<TodayView, 'doors'> {
  const zones = new Map<string, number | null>();
  const waits = new Map<string, { served: number; sumMs: number }>();
  let until: number = from;
  for (const window of windows) {
    until = Math.max(until, parseIsoTime(window.startAt) + window.durationMs);
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
    zones: [...zones].map(([id, visits]) => ({ id, visits })),
    queues: [...waits].map(([id, { served, sumMs }]) => {
      const waitMeanMs = served === 0 ? null : sumMs / served;
      return { id, waitMeanMs, waitRangeMs: meanWaitRange(waitMeanMs, served) };
    }),
  };
}

function sumDoors(
  windows: readonly WindowSummary[],
  doors: ReturnType<TodayOptions['doors']>,
): TodayView['doors'] {
  return doors.map(({ door: id, since }) => {
    const sum: { in: number | null; out: number | null } = { in: null, out: null };
    let [seenMs, knownMs] = [0, 0];
    for (const { startAt, durationMs, doors: own } of windows) {
      const endMs = parseIsoTime(startAt) + durationMs;
      if (since !== null) knownMs += Math.max(0, Math.min(durationMs, endMs - since));
      const door = own.find((each) => each.door === id);
      if (door === undefined) continue;
      Object.assign(sum, { in: plus(sum.in, door.in), out: plus(sum.out, door.out) });
      seenMs += door.coverage * durationMs;
    }
    return { id, ...sum, since, seen: knownMs > 0 ? Math.min(1, seenMs / knownMs) : 1 };
  });
}

/**
 * Adds a count to a sum. Null means unknown, because of an outage: it adds nothing, and a sum of only nulls stays null.
 */
function plus(sum: number | null, more: number | null): number | null {
  return more === null ? sum : (sum ?? 0) + more;
}
