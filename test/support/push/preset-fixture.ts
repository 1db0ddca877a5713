import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../seeded-random.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'presets');

/** What a device of a preset sends for each minute; words in double braces stand for the minute's numbers. */
export interface PresetFixture {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly messages: readonly {
    readonly topic: string;
    readonly body: string;
    /** After the first message of the minute. */
    readonly laterMs?: number;
  }[];
  readonly gives: 'interval' | 'total' | 'both' | 'contact' | 'people' | 'occupied';
  readonly over?: 'mqtt';
  /** It says that the device is away. */
  readonly away?: { readonly topic: string; readonly body: string };
  readonly wrapsAt?: number;
  /** false: the messages carry no time. */
  readonly timed?: boolean;
}

export function readFixture(preset: string): PresetFixture {
  return JSON.parse(readFileSync(join(FOLDER, `${preset}.json`), 'utf8')) as PresetFixture;
}

export function fixtureNames(): string[] {
  return readdirSync(FOLDER)
    .map((name) => name.replace(/\.json$/, ''))
    .sort();
}

export interface Minute {
  readonly from: number;
  readonly to: number;
  readonly in: number;
  readonly out: number;
  readonly totalIn: number;
  readonly totalOut: number;
}

/** Minutes with people in them, and the totals that run on from a first one. */
export function createMinutes(
  start: number,
  count: number,
  { seed = 1, firstTotal = 5_000, wrapsAt = Infinity } = {},
) {
  const random = new Random(seed);
  let [totalIn, totalOut] = [firstTotal, firstTotal - 100];
  return Array.from({ length: count }, (_none, i): Minute => {
    const people = { in: random.int(0, 9), out: random.int(0, 9) };
    totalIn = (totalIn + people.in) % wrapsAt;
    totalOut = (totalOut + people.out) % wrapsAt;
    return { from: start + i * 60_000, to: start + (i + 1) * 60_000, ...people, totalIn, totalOut };
  });
}

/** A body with its words filled in. */
export function fillBody(body: string, minute: Minute, n: number, isOpen = false): string {
  return body.replace(/\{\{(\w+)(?::(\w+))?\}\}/g, (_braces, word: string, form: string | undefined) => {
    const words: Readonly<Record<string, string>> = {
      ...{ n: String(n), open: String(isOpen), shut: String(!isOpen), people: String(minute.in) },
      ...{ occupied: String(minute.in > 0), onOff: minute.in > 0 ? 'ON' : 'OFF' },
    };
    const said = words[word];
    if (said !== undefined) return said;
    const value = minute[word as keyof Minute];
    return form === undefined ? String(value) : written(value, form);
  });
}

/** As devices write times. */
function written(ms: number, form: string): string {
  const iso = (time: number) => new Date(time).toISOString().slice(0, 19);
  switch (form) {
    case 'iso':
      return `${iso(ms)}Z`;
    case 'zone':
      return `${iso(ms + 3_600_000)}+01:00`;
    // In Berlin's winter; summer is not among the fixtures.
    case 'slash':
      return iso(ms + 3_600_000)
        .replaceAll('-', '/')
        .replace('T', ' ');
    case 'odd':
      return `${iso(ms - 5 * 3_600_000)}-5:00`;
    case 's':
      return String(Math.floor(ms / 1_000));
    case 'ms':
      return String(ms);
    default:
      throw new Error(`no form '${form}' of a time`);
  }
}
