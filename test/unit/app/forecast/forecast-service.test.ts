import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ForecastFile } from '../../../../src/app/forecast/forecast-file.ts';
import { listForecasts } from '../../../../src/app/forecast/forecast-rows.ts';
import { ForecastService } from '../../../../src/app/forecast/forecast-service.ts';
import { viewForecast } from '../../../../src/app/forecast/forecast-view.ts';
import type { Settings } from '../../../../src/config/schema.ts';
import type { Json } from '../../../../src/core/model/ids.ts';
import type { Forecast } from '../../../../src/core/privacy/rows.ts';
import { HourlyStore } from '../../../support/forecast/hourly-store.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { MODEL } from '../../../support/stores/store-model.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
const START = Date.UTC(2026, 5, 1);
const HOURS = { opens: '09:00', closes: '19:00' };

interface Options {
  readonly timezone?: string;
  readonly path?: string;
  definition?: string;
  readonly storedFromMs?: number;
  readonly store?: HourlyStore;
}

function open(options: Options = {}) {
  const {
    timezone = 'UTC',
    path = join(tempDir(), 'forecast.json'),
    storedFromMs = Number.POSITIVE_INFINITY,
  } = options;
  const store = options.store ?? new HourlyStore(timezone);
  const settings = {
    store: { id: 's', timezone, hours: HOURS, specialDays: [] },
    forecast: { enabled: true, alarms: true, longestWaitSeconds: 180 },
  } as unknown as Settings;
  const events: Json[] = [];
  const nights: (readonly Forecast[])[] = [];
  const service = new ForecastService({
    ...{ settings, model: MODEL, file: new ForecastFile(path, silentLog), log: silentLog },
    define: () => options.definition ?? 'one',
    windows: store.windows,
    isAsNow: (fromMs) => fromMs >= storedFromMs,
    event: (event) => events.push(event),
    made: (day, made) => nights.push(listForecasts(made, day)),
  });
  const live = (fromMs: number, toMs: number) => {
    // A minute in place of a second: the same slices, some minutes later.
    for (let nowMs = fromMs; nowMs < toMs; nowMs += 60_000) service.tick(nowMs);
  };
  const view = () => viewForecast(service, settings);
  const entries = () => view().metrics.find(({ kind }) => kind === 'entries');
  return { service, store, events, nights, live, view, entries, path };
}

describe('the forecast of a store', () => {
  test('keeps the days that it has read when the settings change meanwhile', () => {
    const first = open({ storedFromMs: START - 35 * DAY_MS });
    first.live(START, START + 8 * HOUR_MS);
    const { live, entries } = open({ path: first.path, store: first.store });
    live(START + 8 * HOUR_MS, START + 2 * DAY_MS + HOUR_MS);
    expect(entries()?.historyDays).toBeGreaterThanOrEqual(36);
  });

  test('begins anew after the day on which another door began to count', () => {
    const options: Options = { storedFromMs: START - 35 * DAY_MS };
    const { live, entries } = open(options);
    live(START, START + DAY_MS + HOUR_MS);
    expect(entries()?.historyDays).toBe(36);
    options.definition = 'two';
    live(START + DAY_MS + HOUR_MS, START + 2 * DAY_MS + HOUR_MS);
    expect(entries()?.historyDays).toBe(0);
    live(START + 2 * DAY_MS + HOUR_MS, START + 3 * DAY_MS + HOUR_MS);
    expect(entries()?.historyDays).toBe(1);
  });

  test('begins with what is stored, holds, and is kept over a restart', () => {
    const { live, entries, store, path } = open({ storedFromMs: START - 35 * DAY_MS });
    live(START, START + DAY_MS + 12 * HOUR_MS);
    const made = entries();
    expect(made).toMatchObject({ basis: 'model', historyDays: 36 });
    expect(made?.hours).toHaveLength(70);
    const inside = made?.hours.filter(({ at, band95 }) => {
      const actual = store.entriesAt(at);
      return band95 !== null && actual >= band95[0] && actual <= band95[1];
    });
    expect(inside?.length).toBeGreaterThan(60);
    expect(inside?.length).toBeLessThanOrEqual(70);
    const again = open({ path, store });
    store.asked.length = 0;
    again.live(START + DAY_MS + 11 * HOUR_MS, START + DAY_MS + 12 * HOUR_MS);
    // Only today's hours are read again.
    expect(Math.min(...store.asked)).toBe(START + DAY_MS);
    expect(again.entries()).toEqual(made);
    expect(statSync(path).size).toBeLessThan(200_000);
  });

  test('shows what today brought, and no number for what is not over', () => {
    const { live, entries, store } = open({ storedFromMs: START - 35 * DAY_MS });
    live(START, START + DAY_MS + 12.5 * HOUR_MS);
    const today = entries()?.hours.slice(0, 4);
    const noon = START + DAY_MS + 11 * HOUR_MS;
    expect(today?.map(({ actual }) => actual)).toEqual([
      ...[noon - 2 * HOUR_MS, noon - HOUR_MS, noon].map((at) => store.entriesAt(at)),
      null,
    ]);
  });

  test('is never made from hours of another definition', () => {
    const { live, path, store } = open({ storedFromMs: START - 35 * DAY_MS });
    live(START, START + DAY_MS + HOUR_MS);
    const other = open({ path, store, definition: 'two' });
    other.live(START + DAY_MS + HOUR_MS, START + 3 * DAY_MS + HOUR_MS);
    expect(other.entries()).toMatchObject({ basis: 'none', hours: [] });
    other.live(START + 3 * DAY_MS + HOUR_MS, START + 12 * DAY_MS + HOUR_MS);
    expect(other.entries()).toMatchObject({ basis: 'model', historyDays: 10 });
  });

  test('goes on after a damaged file, and after a storage that cannot be read', () => {
    const path = join(tempDir(), 'forecast.json');
    writeFileSync(path, '{"version":1,"alarms":[],"metrics":{"entries":{"firstDay":"x"}}}');
    const { live, entries, store } = open({ path, storedFromMs: START - 20 * DAY_MS });
    const { windows } = store;
    let failures = 0;
    Object.assign(store, {
      windows: (fromMs: number) => {
        if (failures++ === 0) throw new Error('the disk is away');
        return windows(fromMs);
      },
    });
    live(START, START + DAY_MS + HOUR_MS);
    expect(entries()?.basis).toBe('model');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1 });
  });

  test.each([
    ['Europe/Berlin', Date.UTC(2026, 9, 25)],
    ['Europe/Berlin', Date.UTC(2026, 2, 29)],
    ['America/Santiago', Date.UTC(2026, 8, 6)],
    ['Asia/Kathmandu', Date.UTC(2026, 5, 7)],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 5)],
  ])('keeps the hours of %s in place when its clocks change', (timezone, changeMs) => {
    const store = new HourlyStore(timezone);
    const { live, entries, nights } = open({ timezone, store });
    live(changeMs - 16 * DAY_MS, changeMs + 2 * DAY_MS);
    const hours = entries()?.hours ?? [];
    const local = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hour: '2-digit',
      minute: '2-digit',
    });
    const clocks = new Set(hours.map(({ at }) => local.format(at)));
    expect([...clocks].sort()).toEqual(
      Array.from({ length: 10 }, (_hour, i) => `${String(9 + i).padStart(2, '0')}:00`),
    );
    const lengths = nights.flatMap((night) => night.map(([, { length }]) => length));
    expect(lengths.every((length) => length >= 167 && length <= 169)).toBe(true);
    expect(nights.at(-1)?.map(([metric]) => metric)).toEqual(['entries', 'exits', 'occupancy']);
    expect(nights.at(-1)?.[0]?.[1].filter((hour) => hour !== null)).toHaveLength(70);
    const first = hours.filter(({ actual }) => actual !== null);
    for (const { at, actual } of first) expect(actual).toBe(store.entriesAt(at));
  });
});

describe('an unusual day', () => {
  test('is told on that evening, once, and says how much was expected', () => {
    const store = new HourlyStore('UTC');
    const bad = START / DAY_MS + 40;
    store.shares.set(bad, 0.6);
    const { live, events, view } = open({ store });
    live(START, START + 40 * DAY_MS);
    expect(events).toEqual([]);
    live(START + 40 * DAY_MS, START + 40 * DAY_MS + 20 * HOUR_MS);
    expect(events).toMatchObject([{ kind: 'EntriesUnusual', day: '2026-07-11' }]);
    const { percent, expected } = events[0] as { percent: number; expected: number };
    expect(percent).toBeGreaterThan(-50);
    expect(percent).toBeLessThan(-30);
    expect(expected).toBeGreaterThan(100);
    expect(view().visibleDrop).toBeLessThan(0.35);
    live(START + 40 * DAY_MS + 20 * HOUR_MS, START + 42 * DAY_MS);
    expect(events).toHaveLength(1);
    expect(view().unusual).toHaveLength(1);
  });

  test('is not told of a day on which the sensors were down', () => {
    const store = new HourlyStore('UTC');
    const { live, events } = open({ store });
    live(START, START + 40 * DAY_MS);
    store.unseenFromMs = START + 40 * DAY_MS + 11 * HOUR_MS;
    live(START + 40 * DAY_MS, START + 42 * DAY_MS);
    expect(events).toEqual([]);
  });
});
