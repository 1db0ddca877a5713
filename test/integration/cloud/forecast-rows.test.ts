/** A night's forecast from the gate to the view, on a real PostgreSQL. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMessage } from '../../../src/cloud/parse-message.ts';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { RowNumbers, SENDER, writeRows } from '../../support/cloud/contract-rows.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';
import { closedWindow, createGate, HOUR_MS, MORNING_MS } from '../../support/stores/closed-windows.ts';

const MIDNIGHT_MS = MORNING_MS - 9 * HOUR_MS;
const WEEK = { fromMs: MIDNIGHT_MS, toMs: MIDNIGHT_MS + 7 * 24 * HOUR_MS };

let postgres: Postgres;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await maintain(client, MORNING_MS);
}, 60_000);

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
  const topic = `lintel/v2/${SENDER.tenant}/${SENDER.store}/${SENDER.gateway}/day`;
  expect(parseMessage(topic, Buffer.from(JSON.stringify(text)), MORNING_MS).dead).toEqual([]);
  const windows = Array.from({ length: 60 }, (_, i) =>
    closedWindow(MORNING_MS + i * 60_000, { store: { in: 1, out: 1 }, doors: { front: [1, 1] } }),
  );
  await writeRows(client, [...numbers.pass(createGate(), windows), numbers.number('day', passed.row)]);
  // The next night knows more: the newest forecast of an hour counts.
  const next = forecastRow('2026-06-02', 40, 24 * HOUR_MS);
  await writeRows(client, [numbers.number('day', next.passed.row), numbers.number('day', passed.row)]);
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

test.each([
  ['people inside', 'queue/till', expectedHours(3)],
  ['a negative number', 'entries', [[-1, null, null, null, null]]],
  ['more than numbers', 'entries', [['phone', null, null, null, null]]],
])('a forecast of %s does not pass', (_what, metric, hours) => {
  const gate = createGate();
  expect(gate.record(gate.forecast('2026-06-01', WEEK, [metric, hours as never]))).toBeUndefined();
});
