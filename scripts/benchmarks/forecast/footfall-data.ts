/** Public hourly footfall beside the project, and files of the same form: local hour, then one column a sensor. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { HourlySeries } from '../../../src/core/forecast/hour-grid.ts';
import type { Holiday } from '../../../src/core/forecast/store-calendar.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';

const FILES = ['melbourne-2015-2016-hourly.csv.gz', 'calit2-2005-half-hourly-door.csv'].map((file) =>
  sharedPath(`data/field-cases/forecast/${file}`),
);
const DAY_MS = 86_400_000;

/** Public holidays of Victoria, and of the United States. */
const HOLIDAYS: Readonly<Record<string, string>> = {
  melbourne:
    '2015-01-01 2015-01-26 2015-03-09 2015-04-03 2015-04-04 2015-04-05 2015-04-06 2015-04-25 2015-06-08 2015-10-02 ' +
    '2015-11-03 2015-12-25 2015-12-26 2015-12-28 2016-01-01 2016-01-26 2016-03-14 2016-03-25 2016-03-26 2016-03-27 ' +
    '2016-03-28 2016-04-25 2016-06-13 2016-09-30 2016-11-01 2016-12-25 2016-12-26 2016-12-27',
  calit2: '2005-09-05 2005-11-11',
};

export interface Footfall {
  readonly name: string;
  readonly firstDay: number;
  /** NaN is missing. */
  readonly values: Float64Array;
  readonly holidays: readonly Holiday[];
}

export interface FootfallSet {
  readonly name: string;
  readonly series: readonly Footfall[];
}

/** The files named on the command line, or the two known ones. Empty, with a message, when they are absent. */
export function readFootfall(files: readonly string[]): FootfallSet[] {
  const paths = files.length > 0 ? files : FILES;
  const absent = paths.filter((path) => !existsSync(path));
  for (const path of absent) console.log(`SKIPPED: ${path} is absent`);
  if (paths.length === absent.length) process.exitCode = 1;
  return paths.filter((path) => existsSync(path)).map(readSet);
}

function readSet(path: string): FootfallSet {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [head = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const name = basename(path).split('-')[0] ?? path;
  const holidays = (HOLIDAYS[name] ?? '')
    .split(' ')
    .filter(Boolean)
    .map((date) => ({ day: dayAt(date), name: date }));
  return {
    name,
    series: head.slice(1).map((column, i) => readColumn(column, rows, { column: i + 1, holidays })),
  };
}

function dayAt(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T00:00Z`) / DAY_MS;
}

/** Half hours add up; hours without any number stay missing. */
function readColumn(
  name: string,
  rows: readonly (readonly string[])[],
  { column, holidays }: { readonly column: number; readonly holidays: readonly Holiday[] },
): Footfall {
  const [firstDay, lastDay] = [dayAt(rows[0]?.[0] ?? ''), dayAt(rows.at(-1)?.[0] ?? '')];
  const values = new Float64Array((lastDay - firstDay + 1) * 24).fill(Number.NaN);
  for (const row of rows) {
    const [text, at] = [row[column] ?? '', row[0] ?? ''];
    if (text.trim() === '') continue;
    const hour = (dayAt(at) - firstDay) * 24 + Number(at.slice(11, 13));
    values[hour] = (Number.isNaN(values[hour] ?? 0) ? 0 : (values[hour] ?? 0)) + Number(text);
  }
  return { name, firstDay, values, holidays };
}

/** The days before day number `end`, at most `days`. */
export function cutSeries({ firstDay, values }: Footfall, end: number, days: number): HourlySeries {
  const start = Math.max(0, end - days);
  return {
    firstDay: firstDay + start,
    hours: toNulls(values.subarray(start * 24, end * 24)),
    definitions: [],
  };
}

export function toNulls(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly from?: number;
  readonly to?: number;
  /** What the best choice made afterwards gives, where that is known. A bar beyond it cannot be met this way. */
  readonly atBest?: number;
}

/** Prints each value against its bar; a missed one sets the exit code. */
export function reportBars(bars: readonly Bar[]): void {
  for (const {
    name,
    value,
    atBest,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  } of bars) {
    const best = atBest === undefined ? '' : `, with hindsight ${atBest.toFixed(3)} at best`;
    const isMet = value >= from && value <= to;
    const span = `${Number.isFinite(from) ? `≥ ${from}` : ''}${Number.isFinite(to) ? ` ≤ ${to}` : ''}`.trim();
    console.log(
      `${name.padEnd(64)} ${value.toFixed(3).padStart(8)} (${span}) ${isMet ? 'met' : 'MISSED'}${best}`,
    );
    if (!isMet) process.exitCode = 1;
  }
}
