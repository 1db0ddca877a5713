/** A night's forecast from the gate to the view, on a real PostgreSQL. */
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ForecastFile } from '../../../src/app/forecast/forecast-file.ts';
import { findInterval, listForecasts } from '../../../src/app/forecast/forecast-rows.ts';
import { ForecastService } from '../../../src/app/forecast/forecast-service.ts';
import { toDate } from '../../../src/app/forecast/store-calendar.ts';
import { parseMessage } from '../../../src/cloud/messages/parse-message.ts';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { RowNumbers, SENDER, writeRows } from '../../support/cloud/contract-rows.ts';
import { HourlyStore } from '../../support/forecast/hourly-store.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';
import { silentLog } from '../../support/silent-log.ts';
import { closedWindow, createGate, HOUR_MS, MORNING_MS } from '../../support/stores/closed-windows.ts';
import { MODEL } from '../../support/stores/store-model.ts';
import { tempDir } from '../../support/temp-dir.ts';

const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT_MS = MORNING_MS - 9 * HOUR_MS;
const WEEK = { fromMs: MIDNIGHT_MS, toMs: MIDNIGHT_MS + 7 * 24 * HOUR_MS };

let postgres: Postgres;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url, pipeline: true });
  await client.connect();
  await maintain(client, MORNING_MS);
});

afterAll(async () => {
  await client.end();
  await postgres.stop();
});

/** 168 hours; open from 9 to 11. */
function expectedHours(expected: number) {
  return Array.from({ length: 168 }, (_hour, i) =>
    i % 24 === 9 || i % 24 === 10 ? ([expected, expected - 5, expected + 5, 0, 2 * expected] as const) : null,
  );
}

const forecastRow = (day: string, expected: number, shiftMs = 0) => {
  const span = { fromMs: WEEK.fromMs + shiftMs, toMs: WEEK.toMs + shiftMs };
  const passed = createGate().forecast(day, span, ['entries', expectedHours(expected)]);
  return { passed, record: createGate().record(passed) };
};

test('a forecast passes the gate, keeps the contract and stands beside what was counted', async () => {
  const numbers = new RowNumbers();
  const { passed, record } = forecastRow('2026-06-01', 30);
  expect(record?.payload.length).toBeLessThan(3_000);
  const text = { v: 2, boot: SENDER.boot, rows: [{ seq: 900, clock: 'synced', ...passed.row }] };
  const topic = `lintel/v2/${SENDER.tenant}/${SENDER.store}/${SENDER.gateway}/forecast`;
  expect(parseMessage(topic, Buffer.from(JSON.stringify(text)), MORNING_MS).dead).toEqual([]);
  const windows = Array.from({ length: 60 }, (_, i) =>
    closedWindow(MORNING_MS + i * 60_000, { store: { in: 1, out: 1 }, doors: { front: [1, 1] } }),
  );
  await writeRows(client, [...numbers.pass(createGate(), windows), numbers.number('forecast', passed.row)]);
  // The next night knows more: the newest forecast of an hour counts.
  const next = forecastRow('2026-06-02', 40, 24 * HOUR_MS);
  await writeRows(client, [
    numbers.number('forecast', next.passed.row),
    numbers.number('forecast', passed.row),
  ]);
  await rollUp(client);
  const { rows } = await client.query<{
    hour_at: Date;
    expected: number;
    made: string;
    counted: number | null;
  }>(
    `SELECT hour_at, expected, made_on::text AS made, counted::int, low_80, high_95 FROM kpi.forecast_hour ORDER BY hour_at`,
  );
  expect(rows).toHaveLength(16);
  expect(rows[0]).toMatchObject({ expected: 30, made: '2026-06-01', counted: 60, low_80: 25, high_95: 60 });
  expect(rows[0]?.hour_at.getTime()).toBe(MORNING_MS);
  expect(rows[1]).toMatchObject({ counted: null });
  expect(rows[2]).toMatchObject({ expected: 40, made: '2026-06-02' });
});

test('five weeks of a simulated store become a forecast in the database whose band holds', async () => {
  const store = new HourlyStore('UTC');
  const startMs = MIDNIGHT_MS + 60 * DAY_MS;
  const today = startMs / DAY_MS;
  const written: Promise<void>[] = [];
  const service = new ForecastService({
    settings: {
      store: { id: 's', timezone: 'UTC', hours: { opens: '09:00', closes: '19:00' }, specialDays: [] },
      forecast: { enabled: true, alarms: true, longestWaitSeconds: 180 },
    },
    ...{ model: MODEL, file: new ForecastFile(join(tempDir(), 'forecast.json'), silentLog), log: silentLog },
    ...{ define: () => 'one', windows: store.windows, event: () => undefined },
    isAsNow: (fromMs) => fromMs >= startMs - 35 * DAY_MS,
    made: (day, made) => {
      const rows = listForecasts(made, day).map((forecast) =>
        new RowNumbers().number(
          'forecast',
          createGate().forecast(toDate(day), findInterval(made, day), forecast).row,
        ),
      );
      written.push(writeRows(client, rows));
    },
  });
  for (let nowMs = startMs - 20 * HOUR_MS; nowMs < startMs + 2 * HOUR_MS; nowMs += 60_000)
    service.tick(nowMs);
  await Promise.all(written);
  expect(service.history({ kind: 'entries' }).lastDay).toBe(today - 1);
  const { rows } = await client.query<{ hour_at: Date; low_95: number; high_95: number }>(
    `SELECT hour_at, low_95, high_95 FROM kpi.forecast_hour WHERE metric = 'entries' AND hour_at >= $1`,
    [new Date(startMs)],
  );
  expect(rows).toHaveLength(70);
  const held = rows.filter(({ hour_at, low_95, high_95 }) => {
    const actual = store.entriesAt(hour_at.getTime());
    return actual >= low_95 && actual <= high_95;
  });
  expect(held.length).toBeGreaterThan(60);
  const width = rows.reduce((sum, { low_95, high_95 }) => sum + high_95 - low_95, 0) / rows.length;
  expect(width).toBeLessThan(60);
});

test.each([
  ['people inside', 'queue/till', expectedHours(3)],
  ['a negative number', 'entries', [[-1, null, null, null, null]]],
  ['more than numbers', 'entries', [['phone', null, null, null, null]]],
])('a forecast of %s does not pass', (_what, metric, hours) => {
  const gate = createGate();
  expect(gate.record(gate.forecast('2026-06-01', WEEK, [metric, hours as never]))).toBeUndefined();
});
