/**
 * Simulated days: what each door publishes against its single sources and the truth, the occupancy in open hours, the mean
 * visit, and how often the published intervals hold. To simulate them takes hours. What a day hands to the doors is therefore
 * recorded, and replayed in seconds until the code before the doors changes.
 */

import { existsSync } from 'node:fs';
import type { DoorScore, FieldDay, OccupancyMinute } from './doors-field-days.ts';
import { scoreDay } from './doors-field-days.ts';
import type { PublishedInterval } from './doors-field-intervals.ts';
import { FEW, judgeIntervals } from './doors-field-intervals.ts';
import { FIELD_STORES } from './doors-field-layouts.ts';
import type { RecordedDay } from './doors-field-record.ts';
import { readDay } from './doors-field-record.ts';
import { CORNER } from './sim/sim-layouts.ts';

/** Bars: over all days of a store a door is no worse than its best single source by more than this… */
const WORSE_SHARE = 0.01;
/** …and on no day by more than both. */
const WORSE_PEOPLE = 2;
/** The occupancy is off by no more than the larger of these, and the mean visit by no more than this share. */
const OCCUPANCY_SHARE = 0.2;
const OCCUPANCY_PEOPLE = 0.7;
const VISIT_SHARE = 0.1;

/** Which days: of these stores, or of all; of these seeds, or of all. */
export interface WantedDays {
  readonly stores: readonly string[];
  readonly seeds: readonly number[] | undefined;
  /** The days that constants were chosen on, instead of those that were kept back to judge. */
  readonly isChosen: boolean;
  /** As if no camera saw the floor: the doors must know the occupancy by their counts alone. */
  readonly isWithoutHeads: boolean;
}

/** Records the days that are not recorded yet, and replays all. Returns whether they meet the bars. */
export async function benchStores({ stores, seeds, isChosen, isWithoutHeads }: WantedDays): Promise<boolean> {
  const days: FieldDay[] = [];
  for (const [name, store] of Object.entries(FIELD_STORES)) {
    if (stores.length > 0 && !stores.includes(name)) continue;
    if (name === 'corner' && !existsSync(CORNER)) {
      console.log('no corner shop: ../shared is not here');
      continue;
    }
    const own = isChosen ? store.chosen : store.kept;
    for (const seed of own.filter((each) => seeds === undefined || seeds.includes(each))) {
      days.push(await scoreDay(leaveOutHeads(await readDay(name, store, seed), isWithoutHeads), store));
    }
  }
  if (days.length === 0) console.log('no day to judge');
  const good = [...Map.groupBy(days, ({ store }) => store)].map(([name, own]) => judgeStore(name, own));
  return judgeIntervals(days.flatMap(intervalsOf)) && good.length > 0 && !good.includes(false);
}

function leaveOutHeads(day: RecordedDay, isLeftOut: boolean): RecordedDay {
  return isLeftOut ? { ...day, calls: day.calls.filter(([method]) => method !== 'saw') } : day;
}

function judgeStore(name: string, days: readonly FieldDay[]): boolean {
  const doors = sumDoors(days.flatMap((day) => day.doors));
  const rows = days.map(({ seed, commit, isAsRecorded, minutes, visit }) => {
    return { seed, commit, isAsRecorded, ...scoreOccupancy(minutes), ...scoreVisit(visit) };
  });
  console.log(`\n${name}`);
  console.table(doors);
  console.table(rows);
  return doors.every(({ good }) => good) && rows.every(({ good, goodVisit }) => good && goodVisit);
}

/**
 * Each door and direction over all days, and day by day, against the source that alone is best over all days. Of several
 * sources one is luckiest on a given day: to beat that one is not asked.
 */
function sumDoors(scores: readonly DoorScore[]) {
  return [...Map.groupBy(scores, ({ door }) => door)].map(([door, days]) => {
    const sum = (value: (day: DoorScore) => number) => days.reduce((total, day) => total + value(day), 0);
    const [passed, published] = [sum((day) => day.passed), sum((day) => day.published)];
    const alone = (days[0]?.alone ?? []).map((_, i) => sum((day) => day.alone[i] ?? 0));
    const off = alone.map((count) => Math.abs(count - passed));
    const best = off.indexOf(Math.min(...off));
    const isBest = Math.abs(published - passed) <= (off[best] ?? 0) + WORSE_SHARE * passed;
    const badDays = days.filter((day) => isWorse(day, best)).length;
    return { door, passed, published, alone: alone.join(' '), badDays, good: isBest && badDays === 0 };
  });
}

function isWorse({ passed, published, alone }: DoorScore, best: number): boolean {
  const allowed = Math.max(WORSE_PEOPLE, WORSE_SHARE * passed);
  return Math.abs(published - passed) > Math.abs((alone[best] ?? 0) - passed) + allowed;
}

function scoreOccupancy(minutes: readonly OccupancyMinute[]) {
  const findMean = (value: (minute: OccupancyMinute) => number) =>
    minutes.reduce((sum, minute) => sum + value(minute), 0) / Math.max(1, minutes.length);
  const inside = findMean((minute) => minute.inside);
  const error = findMean((minute) => Math.abs(minute.mean - minute.inside));
  return {
    inside,
    published: findMean(({ mean }) => mean),
    error,
    good: error <= Math.max(OCCUPANCY_PEOPLE, OCCUPANCY_SHARE * inside),
  };
}

function scoreVisit(visit: FieldDay['visit']) {
  if (visit === null) return { goodVisit: false };
  const offShare = visit.publishedS / visit.trueS - 1;
  return { trueVisitS: visit.trueS, visitS: visit.publishedS, goodVisit: Math.abs(offShare) <= VISIT_SHARE };
}

function intervalsOf({ intervals, minutes }: FieldDay): PublishedInterval[] {
  const occupancy = minutes.map(({ inside, low, high }) => {
    const kind = inside < FEW ? ('occupancy of few' as const) : ('occupancy' as const);
    return { kind, truth: inside, low, high };
  });
  return [...intervals, ...occupancy];
}
