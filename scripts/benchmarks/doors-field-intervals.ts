/** How often published 95 % intervals hold the truth, and how wide they are. */

import { mergeWindows } from '../../src/core/metrics/merging/merge-windows.ts';
import type { Direction } from '../../src/core/model/crossing.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import { parseIsoTime } from '../../src/core/time/iso-time.ts';
import type { RecordedDay } from './doors-field-record.ts';
import { HOLDS_FROM, HOLDS_TO, isCalibrated } from './sim/two-sided.ts';

const HOUR_MS = 3_600_000;
/** With fewer people whole numbers alone make an interval hold too often: they are listed apart. */
export const FEW = 5;
const KINDS = ['hours', 'hours of few', 'days', 'occupancy', 'occupancy of few'] as const;
type Kind = (typeof KINDS)[number];
/** What few hold is no bar, and minutes of occupancy are not independent: their share is told with no test of chance. */
const WITH_BAR: readonly Kind[] = ['hours', 'days', 'occupancy'];
const DEPENDENT: readonly Kind[] = ['occupancy', 'occupancy of few'];

export interface PublishedInterval {
  readonly kind: Kind;
  readonly truth: number;
  readonly low: number;
  readonly high: number;
}

/** Of each door's hours and of the whole span. */
export function listIntervals(summaries: readonly WindowSummary[], day: RecordedDay): PublishedInterval[] {
  const { fromMs, toMs } = day;
  const find = (from: number, to: number, kindOf: (n: number) => Kind) => {
    const windows = summaries.filter(
      ({ startAt }) => parseIsoTime(startAt) >= from && parseIsoTime(startAt) < to,
    );
    return ofDoors(mergeWindows(windows), passedBetween(day, from, to), kindOf);
  };
  const found = find(fromMs, toMs, () => 'days');
  for (let from = Math.ceil(fromMs / HOUR_MS) * HOUR_MS; from + HOUR_MS <= toMs; from += HOUR_MS) {
    found.push(...find(from, from + HOUR_MS, (n) => (n < FEW ? 'hours of few' : 'hours')));
  }
  return found;
}

type Passed = (door: string, direction: Direction) => number;

function passedBetween({ crossings }: RecordedDay, from: number, to: number): Passed {
  const within = crossings.filter(({ atMs }) => atMs >= from && atMs < to);
  return (door, direction) =>
    within.filter((each) => each.door === door && each.direction === direction).length;
}

function ofDoors({ doors }: WindowSummary, passed: Passed, kindOf: (n: number) => Kind): PublishedInterval[] {
  const found: PublishedInterval[] = [];
  const add = (kind: Kind, real: number, low: number | null, high: number | null) => {
    if (low !== null && high !== null) found.push({ kind, truth: real, low, high });
  };
  for (const door of doors) {
    if (door.in === null || door.out === null) continue;
    add(kindOf(door.in), passed(door.door, 'in'), door.inLow, door.inHigh);
    add(kindOf(door.out), passed(door.door, 'out'), door.outLow, door.outHigh);
  }
  return found;
}

/** Prints each kind's share. Returns whether all bars are met. */
export function judgeIntervals(intervals: readonly PublishedInterval[]): boolean {
  const rows = KINDS.map((kind) => scoreKind(kind, intervals));
  console.table(Object.fromEntries(rows.map(({ kind, ...row }) => [kind, row])));
  return rows.every(({ good }) => good);
}

function scoreKind(kind: Kind, intervals: readonly PublishedInterval[]) {
  const own = intervals.filter((each) => each.kind === kind);
  const n = own.length;
  const holds = own.filter(({ truth, low, high }) => low <= truth && truth <= high).length;
  const width = own.reduce((sum, { low, high }) => sum + high - low, 0);
  const good = isGood(kind, n, holds);
  return { kind, n, holds: (holds / n).toFixed(3), width: (width / n).toFixed(2), good };
}

function isGood(kind: Kind, n: number, holds: number): boolean {
  if (!WITH_BAR.includes(kind) || n === 0) return true;
  if (DEPENDENT.includes(kind)) return holds / n >= HOLDS_FROM && holds / n <= HOLDS_TO;
  return isCalibrated(holds, n);
}
