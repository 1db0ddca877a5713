import { STORE_MERGE } from '../../../src/core/metrics/store-metrics.ts';
import type { StoreSummary, WindowSummary } from '../../../src/core/model/window-summary.ts';
import { createRandom } from '../../../src/core/statistics/seeded-random.ts';
import { isoTime } from '../../../src/core/time/iso-time.ts';
import { utcOffset } from '../../../src/core/time/utc-offset.ts';
import { unknownGroup } from '../unknown-group.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OPENS = 9;
const CLOSES = 19;

/** A store whose entries follow weekday and hour, with counting noise. Each hour is the same whenever it is asked for. */
export class HourlyStore {
  readonly #timezone: string;
  /** Days on which this share of the people came. */
  readonly shares = new Map<number, number>();
  readonly asked: number[] = [];
  /** From then on nothing is stored, and nothing is seen. */
  unseenFromMs = Number.POSITIVE_INFINITY;

  constructor(timezone: string) {
    this.#timezone = timezone;
  }

  entriesAt(startMs: number): number {
    const localMs = startMs + utcOffset(this.#timezone, startMs);
    const [day, hour] = [Math.floor(localMs / DAY_MS), Math.floor(localMs / HOUR_MS) % 24];
    if (hour < OPENS || hour >= CLOSES) return 0;
    const rate = (20 + 8 * (day % 7)) * (1 + Math.sin((Math.PI * (hour - OPENS)) / (CLOSES - OPENS)));
    const random = createRandom(startMs / HOUR_MS);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round((this.shares.get(day) ?? 1) * (rate + Math.sqrt(rate) * normal)));
  }

  readonly windows = (fromMs: number): readonly WindowSummary[] => {
    this.asked.push(fromMs);
    return fromMs >= this.unseenFromMs ? [] : [createWindow(fromMs, this.entriesAt(fromMs))];
  };
}

function createWindow(startMs: number, entries: number): WindowSummary {
  const counted = {
    coverage: 1,
    n: 2 * entries,
    entries,
    exits: entries,
    occupancy: Math.round(entries / 4),
  };
  const store: StoreSummary = { ...unknownGroup<StoreSummary>(STORE_MERGE), ...counted };
  return {
    ...{ startAt: isoTime(startMs), durationMs: HOUR_MS, revision: 1, partial: false },
    ...{ sensors: [], zones: [], lines: [], doors: [], queues: [], journeys: [], feedback: [], trolleys: [] },
    ...{ trolleyJourneys: [], products: [], radios: [], shopfront: null, visits: [], returning: [] },
    store,
  };
}
