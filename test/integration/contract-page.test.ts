/** The page's own program and SQL, on a real broker and a real database with known answers. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSUMER, QUERY } from '../../scripts/generate/messages/contract-page.ts';
import { messageExamples } from '../../scripts/generate/messages/examples.ts';
import { rollUp } from '../../src/cloud/rollup.ts';
import { maintain } from '../../src/cloud/schema/maintain.ts';
import type { ClosedWindow, DwellBin } from '../../src/core/privacy/amounts.ts';
import { RowNumbers, writeRows } from '../support/cloud/contract-rows.ts';
import { plainValues } from '../support/cloud/plain-values.ts';
import { startMosquitto } from '../support/links/mosquitto.ts';
import type { Postgres } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { closedWindow, createGate, MINUTE_MS } from '../support/stores/closed-windows.ts';
import { until } from '../support/until.ts';

/** Midnight of 4 May 2026 in London. */
const MIDNIGHT_MS = Date.UTC(2026, 4, 3, 23);
const SUMMER_MS = 60 * MINUTE_MS;

/**
 * A day of quarters of an hour: open from 9 to 18, 8 in and 2 sales a quarter, an outage from 12 to 14, nobody from 15 to
 * 16. Of the quarters' people 4 go to the table for 40 s, and wait 90 s at the till; one gives up.
 */
function dayWindows(): ClosedWindow[] {
  return Array.from({ length: 96 }, (_, quarter) => {
    const hour = Math.floor(quarter / 4);
    const startMs = MIDNIGHT_MS + quarter * 15 * MINUTE_MS;
    const isBlind = hour === 12 || hour === 13;
    const people = hour >= 9 && hour < 18 && hour !== 15 ? 8 : 0;
    return isBlind ? blind(startMs) : seen(startMs, people, quarter === 76);
  });
}

const LENGTH = { durationMs: 15 * MINUTE_MS };

function blind(startMs: number): ClosedWindow {
  return closedWindow(startMs, {
    ...{ ...LENGTH, doors: { front: null }, zones: { table: null } },
    store: { seenS: 0, in: null, out: null, sales: null },
  });
}

function binsOf(visits: number): readonly DwellBin[] {
  if (visits === 0) return [];
  return [
    [31.5, 40, visits / 4, 0],
    [40, 50, visits * 0.75, 0],
  ];
}

function seen(startMs: number, people: number, isEvening: boolean): ClosedWindow {
  const few = people / 2;
  const visits = {
    ...{ id: 'store', fromMs: MIDNIGHT_MS, toMs: startMs, seenS: 50_000 },
    ...{ visits: 192, personTimeS: 57_600, bounced: 48 },
  };
  const window = closedWindow(startMs, {
    ...{ ...LENGTH, doors: { front: [people, people] as const } },
    store: { in: people, out: people, sales: people / 4 },
    zones: {
      table: { in: few, out: few, visits: few, dwellS: 40 * few, personTimeS: 40 * few, bins: binsOf(few) },
    },
    queues: [
      { id: 'till', seenS: 900, joined: few, served: few * 0.75, abandoned: few / 4, waitS: 90 * few * 0.75 },
    ],
    visits: isEvening ? [visits] : [],
  });
  return {
    ...window,
    count: { ...window.count, shopfront: [{ id: 'shopfront', seenS: 900, passersBy: 3 * people }] },
  };
}

let postgres: Postgres;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url, pipeline: true, types: plainValues() });
  await client.connect();
  await maintain(client, MIDNIGHT_MS);
  const gate = createGate({}, { offsetAt: () => SUMMER_MS });
  const numbers = new RowNumbers();
  const meaning = messageExamples().meaning as { rows: [{ timezone: string }] };
  const rows = [numbers.number('meaning', meaning.rows[0]), ...numbers.pass(gate, dayWindows())];
  // One row of the night was lost on its way.
  await writeRows(
    client,
    rows.filter((_, i) => i !== 3),
  );
  await rollUp(client);
});

afterAll(async () => {
  await client.end();
  await postgres.stop();
});

test('an outage is no quiet hour, and what is missing is known', async () => {
  const { rows } = await client.query('SELECT hour_at FROM kpi.unseen_hour ORDER BY 1');
  expect(rows.map(({ hour_at: at }) => (at as Date).toISOString())).toEqual([
    ...['2026-05-04T11:00:00.000Z', '2026-05-04T12:00:00.000Z'],
  ]);
  const gaps = await client.query('SELECT gateway, from_seq, to_seq, open FROM kpi.gap');
  expect(gaps.rows).toEqual([{ gateway: 'gw-1', from_seq: 4, to_seq: 4, open: true }]);
});

test('coverage of a day is of the opening hours', async () => {
  const { rows } = await client.query(
    'SELECT opens, closes, coverage FROM kpi.store JOIN kpi.store_day USING (tenant, store)',
  );
  expect(rows).toEqual([{ opens: '09:00:00', closes: '18:00:00', coverage: expect.closeTo(7 / 9, 6) }]);
});

describe('the page', () => {
  test('has a consumer of twelve lines that shows what comes', async () => {
    await using broker = await startMosquitto();
    const file = join(import.meta.dirname, '../../node_modules/.contract-consumer.mjs');
    writeFileSync(file, CONSUMER);
    expect(CONSUMER.split('\n').length).toBeLessThanOrEqual(12);
    const child = execFile(process.execPath, [file], { env: { ...process.env, BROKER: broker.url } });
    let shown = '';
    child.stdout?.on('data', (text: string) => {
      shown += text;
    });
    const gateway = await connectAsync(broker.url);
    try {
      // Kept by the broker, so that the consumer gets it however late it subscribes.
      const topic = 'lintel/v2/acme/high-street-12/gw-1/count';
      await gateway.publishAsync(topic, JSON.stringify(messageExamples().count), { qos: 1, retain: true });
      await until('the consumer shows a row', () => shown.includes('\n'));
    } finally {
      child.kill();
      await gateway.endAsync();
    }
    expect(shown.split('\n')[0]).toBe('acme high-street-12 2026-05-04T08:30:00Z 60 3 in, 3 out');
  });

  test('has SQL of eight lines that tells an outage from a quiet hour', async () => {
    expect(QUERY.split('\n').length).toBeLessThanOrEqual(8);
    const { rows } = await client.query<{ hour_of_day: number; what: string }>(QUERY);
    const what = (hour: number) => rows.find((row) => row.hour_of_day === hour)?.what;
    expect([what(9), what(12), what(15)]).toEqual(['counted', 'outage', 'quiet']);
  });
});
