import { DoorTracker } from '../../../src/core/doors/door-tracker.ts';
import type { OccupancyRestated } from '../../../src/core/model/door-fact.ts';
import type { Fact, OccupancyEstimated } from '../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import { counterModel } from '../sensor-models.ts';
import type { StoreDay, StoreDays } from './store-day.ts';
import { CLOSED_HOUR, createStoreDays } from './store-day.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const OPEN_HOUR = 8;
const BOUNCE_MS = 120_000;
const DOORS = ['front', 'back'] as const;

export interface DaysScore {
  readonly minutes: number;
  readonly liveCovered: number;
  readonly restatedCovered: number;
  readonly negatives: number;
  /** Occupancy in the first minute after each closing. */
  readonly driftAfterClosing: number;
  readonly trueMeanVisitMs: number;
  readonly meanVisitMs: number;
  readonly trueBounce: number;
  readonly bounce: { readonly share: number; readonly low: number; readonly high: number } | undefined;
}

/** Plays days of two doors with line counters and scores what comes out against what truly happened. */
export function playDays(scene: StoreDays): DaysScore {
  const scorer = new DaysScorer();
  const doors = new DoorTracker(
    {
      doors: DOORS.map((id) => ({
        id: id as string as DoorId,
        sensors: [id as string as SensorId],
        lines: [],
      })),
      lines: [],
      sensors: DOORS.map((id) => counterModel(id as string as SensorId)),
    },
    (fact) => scorer.addDay(fact),
    { auditedSd: { front: 0.02, back: 0.02 } },
  );
  for (const day of createStoreDays(scene)) {
    scorer.begin(day);
    playDay(doors, day);
  }
  return scorer.score();
}

class DaysScorer {
  readonly #counts = { minutes: 0, liveCovered: 0, restatedCovered: 0, negatives: 0, driftAfterClosing: 0 };
  readonly #visits = { trueMs: 0, trueCount: 0, trueBounces: 0, ms: 0, entries: 0 };
  #bounce: DaysScore['bounce'];
  #inside: ReadonlyMap<number, number> = new Map();
  #closedAt = 0;

  begin(day: StoreDay): void {
    this.#inside = insidePerMinute(day);
    this.#closedAt = day.start + CLOSED_HOUR * HOUR_MS;
    for (const { entered, left } of day.visits) {
      this.#visits.trueMs += left - entered;
      this.#visits.trueCount += 1;
      if (left - entered < BOUNCE_MS) this.#visits.trueBounces += 1;
    }
  }

  addDay(fact: Fact): void {
    if (fact.kind === 'OccupancyEstimated') this.#noteLive(fact);
    else if (fact.kind === 'OccupancyRestated') this.#noteRestated(fact);
    else if (fact.kind === 'VisitsEstimated') {
      this.#visits.ms += fact.meanMs * fact.entries;
      this.#visits.entries += fact.entries;
      this.#bounce = fact.bounce ?? this.#bounce;
    }
  }

  score(): DaysScore {
    const { trueMs, trueCount, trueBounces, ms, entries } = this.#visits;
    return {
      ...this.#counts,
      trueMeanVisitMs: trueMs / trueCount,
      meanVisitMs: ms / entries,
      trueBounce: trueBounces / trueCount,
      bounce: this.#bounce,
    };
  }

  #noteLive({ at, mean, low, high }: OccupancyEstimated): void {
    if (at > this.#closedAt) this.#counts.driftAfterClosing += Math.abs(mean);
    if (mean < 0 || low < 0) this.#counts.negatives += 1;
    const inside = this.#inside.get(at);
    if (inside === undefined) return;
    this.#counts.minutes += 1;
    if (low <= inside && inside <= high) this.#counts.liveCovered += 1;
  }

  #noteRestated({ from, stepMs, means, lows, highs }: OccupancyRestated): void {
    for (const [i, low] of lows.entries()) {
      const inside = this.#inside.get(from + (i + 1) * stepMs);
      if (inside !== undefined && low <= inside && inside <= (highs[i] ?? 0))
        this.#counts.restatedCovered += 1;
      if (low < 0 || (means[i] ?? 0) < 0) this.#counts.negatives += 1;
    }
  }
}

function playDay(doors: DoorTracker, { start, seen }: StoreDay): void {
  let next = 0;
  for (let at = start + OPEN_HOUR * HOUR_MS; at <= start + (CLOSED_HOUR + 1) * HOUR_MS; at += 5_000) {
    for (let crossing = seen[next]; crossing !== undefined && crossing.at <= at; crossing = seen[next]) {
      const { door, direction, count } = crossing;
      doors.observe({
        kind: 'CounterRead',
        sensor: DOORS[door] as string as SensorId,
        at: crossing.at as EpochMs,
        mode: 'delta',
        entered: direction === 'in' ? count : 0,
        left: direction === 'out' ? count : 0,
      });
      next += 1;
    }
    for (const door of DOORS) {
      doors.observe({ kind: 'SensorAlive', sensor: door as string as SensorId, at: at as EpochMs });
    }
    doors.advance(at as EpochMs);
    if (at === start + CLOSED_HOUR * HOUR_MS) doors.closed(at as EpochMs);
  }
}

/** How many were truly inside at the end of each minute of the open hours. */
function insidePerMinute({ start, visits }: StoreDay): Map<number, number> {
  const entered = visits.map((visit) => visit.entered).sort((a, b) => a - b);
  const left = visits.map((visit) => visit.left).sort((a, b) => a - b);
  const inside = new Map<number, number>();
  let ins = 0;
  let outs = 0;
  for (let at = start + OPEN_HOUR * HOUR_MS; at <= start + CLOSED_HOUR * HOUR_MS; at += MINUTE_MS) {
    while ((entered[ins] ?? Number.POSITIVE_INFINITY) <= at) ins += 1;
    while ((left[outs] ?? Number.POSITIVE_INFINITY) <= at) outs += 1;
    inside.set(at, ins - outs);
  }
  return inside;
}
