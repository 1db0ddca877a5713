/** An experiment of several stores from the rows that left their gateways, on a real PostgreSQL. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listExperiments } from '../../../src/app/settings/experiment-plan.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import { ExperimentClock } from '../../../src/core/experiments/experiment-clock.ts';
import type { ClosedWindow } from '../../../src/core/privacy/amounts.ts';
import { RowNumbers, writeRows } from '../../support/cloud/contract-rows.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';
import { runCommandLine } from '../../support/process/run-cli.ts';
import { Random } from '../../support/seeded-random.ts';
import { closedWindow, createGate } from '../../support/stores/closed-windows.ts';
import { parseStore } from '../../support/stores/reacting-store.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;
const DAY_MS = 24 * HOUR_MS;
const WEEKS = 2;
/** A Monday. */
const START_MS = Date.UTC(2026, 5, 1);
const PLANTED = 0.3;
const directory = mkdtempSync(join(tmpdir(), 'lintel-pool-'));

let postgres: Postgres;

const settingsText = (store: string, seed: number) => `
version: 2
tenant: acme
gateway: gw-1
store: { id: ${store}, hours: { opens: "09:00", closes: "19:00" } }
windows: { seconds: 900 }
sensors:
  - { id: counter, type: serial-counter, path: /dev/ttyUSB0 }
  - { id: till, type: sales-http, tokenFile: /etc/lintel/token }
  - { id: cam, type: camera, source: { rtsp: "rtsp://192.0.2.10/x" }, widthPx: 640, heightPx: 480 }
doors:
  - { id: front, sensors: [counter] }
zones:
  - { id: table, space: cam, polygon: [[10, 10], [200, 10], [200, 200], [10, 200]] }
experiments:
  - { id: price, a: old, b: new, measure: conversion, from: "2026-06-01", weeks: ${WEEKS}, seed: ${seed} }
  - { id: place, measure: engaged, zone: table, from: "2026-06-01", weeks: ${WEEKS}, blockHours: 3, seed: ${seed} }
  - { id: music, measure: dwell, zone: table, from: "2026-06-01", weeks: ${WEEKS}, seed: ${seed} }
  - { id: pace, measure: dwell, zone: table, unit: days, from: "2026-06-01", weeks: ${WEEKS}, seed: ${seed} }
`;

interface Played {
  readonly seed: number;
  /** The weeks before the start as well. */
  readonly isLong?: boolean;
  /** What is counted changes in the middle. */
  readonly isRedefined?: boolean;
  /** Afternoons without a counter. */
  readonly isBlind?: boolean;
}

const file = (store: string) => join(directory, `${store}.yaml`);

async function playStore(
  client: pg.Client,
  store: string,
  { seed, isLong, isRedefined, isBlind }: Played,
): Promise<void> {
  writeFileSync(file(store), settingsText(store, seed));
  const settings = await parseStore(settingsText(store, seed));
  const clock = new ExperimentClock('UTC', listExperiments(settings));
  const gates = [createGate({}, { def: 'aaaaaaaa' }), createGate({}, { def: 'bbbbbbbb' })];
  const [random, numbers] = [new Random(seed), new RowNumbers()];
  const rows = [];
  const before = isLong === true ? WEEKS : 0;
  for (let at = START_MS - before * 7 * DAY_MS; at < START_MS + WEEKS * 7 * DAY_MS; at += QUARTER_MS) {
    const hour = (at % DAY_MS) / HOUR_MS;
    const isOpen = hour >= 9 && hour < 19;
    if (!isOpen && hour % 1 > 0) continue;
    const isB = clock.variantAt('price', at) === 'b';
    const gate = gates[isRedefined === true && at > START_MS + 7 * DAY_MS ? 1 : 0];
    const isSeen = isBlind !== true || hour < 14;
    const window = isOpen
      ? playQuarter(at, { random, isB, isSeen })
      : closedWindow(at, { durationMs: HOUR_MS, zones: { table: {} } });
    if (gate !== undefined) rows.push(...numbers.pass(gate, [window]));
  }
  await writeRows(
    client,
    rows.map((row) => ({ ...row, store })),
  );
}

/** More people buy what is new; the table's place changes nothing. */
function playQuarter(
  at: number,
  { random, isB, isSeen }: { readonly random: Random; readonly isB: boolean; readonly isSeen: boolean },
): ClosedWindow {
  const draw = (n: number, share: number) =>
    Array.from({ length: n }, () => random.next()).filter((one) => one < share).length;
  const entries = 20 + 3 * (Math.floor(at / DAY_MS) % 7) + Math.floor(10 * random.next());
  const visits = draw(entries, 0.6);
  const sales = draw(entries, 0.25 * (isB ? 1 + PLANTED : 1));
  const engaged = draw(visits, 0.4);
  const dwellS = Math.round(visits * (18 + 4 * random.next()));
  return closedWindow(at, {
    durationMs: QUARTER_MS,
    store: isSeen ? { in: entries, out: entries, sales } : { seenS: 0, in: null, out: null, sales: null },
    zones: { table: { in: visits, out: visits, visits, engaged, dwellS, bins: [[16, 32, visits, 0]] } },
  });
}

beforeAll(async () => {
  postgres = await startPostgres();
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await maintain(client, START_MS);
  await playStore(client, 'north', { seed: 3, isLong: true });
  await playStore(client, 'south', { seed: 4, isLong: true });
  await playStore(client, 'east', { seed: 5, isRedefined: true });
  await playStore(client, 'west', { seed: 6, isBlind: true });
  await client.end();
});

afterAll(async () => {
  await postgres.stop();
  rmSync(directory, { recursive: true });
});

const pool = (experiment: string, ...stores: readonly string[]) =>
  runCommandLine('cloud', 'experiment', experiment, ...stores.map(file), '--database', postgres.url);

/** The interval in a line of the output, as shares. */
function readInterval(output: string, name: string): readonly [number, number] {
  const [, low, high] = new RegExp(`${name}: .*95 %: ([-+.\\d]+) % to ([-+.\\d]+) %`).exec(output) ?? [];
  return [Number(low) / 100, Number(high) / 100];
}

test('finds the planted uplift of two stores, closer than either alone', async () => {
  const { code, output } = await pool('price', 'north', 'south');
  expect(code).toBe(0);
  expect(output).toContain('verdict: b');
  const width = (name: string) => readInterval(output, name)[1] - readInterval(output, name)[0];
  const [low, high] = readInterval(output, 'pooled');
  expect(low).toBeGreaterThan(0.1);
  expect(low).toBeLessThan(PLANTED);
  expect(high).toBeGreaterThan(PLANTED);
  expect(width('pooled')).toBeLessThan(Math.min(width('north'), width('south')));
  // A/A: no variant ran in the weeks before.
  expect(Number(/weeks before: p = ([.\d]+)/.exec(output)?.[1])).toBeGreaterThan(0.05);
});

test('finds nothing where nothing was changed, from rows of an hour', async () => {
  const { output } = await pool('place', 'north', 'south');
  expect(output).toContain('verdict: no-difference');
  const [low, high] = readInterval(output, 'pooled');
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
  expect(high - low).toBeLessThan(0.2);
});

test('compares mean dwell by days, which leaves once a day', async () => {
  const { output } = await pool('pace', 'north', 'south');
  expect(output).toContain('north: 7 of 7 pairs');
  const [low, high] = readInterval(output, 'pooled');
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
  expect(high - low).toBeLessThan(0.1);
});

test('refuses where a definition changed, and says of which store', async () => {
  const { output } = await pool('price', 'north', 'east');
  expect(output).toContain('verdict: refused');
  expect(output).toMatch(/east: .*\n +refused: what is counted changed/);
  expect(output).not.toMatch(/north: .*\n +refused/);
});

test('refuses where half of the blocks were not seen', async () => {
  const { output } = await pool('price', 'north', 'west');
  expect(output).toContain('verdict: refused');
  expect(output).toMatch(/west: .*\n +refused: the sensors saw too little/);
});

test('names all that is wrong before it asks the database', async () => {
  writeFileSync(file('other'), settingsText('other', 7).replace('b: new', 'b: newer'));
  writeFileSync(file('broken'), 'version: 2\n');
  const { code, output } = await pool('price', 'north', 'other', 'broken', 'north');
  expect(code).toBe(78);
  expect(output).toContain("acme/other: b is 'newer', in the first store 'new'");
  expect(output).toContain('acme/north: given twice');
  expect(output).toContain('broken.yaml');
  expect((await pool('nothing', 'north')).output).toContain(
    "no experiment 'nothing'; there is: price, place, music",
  );
  expect((await pool('music', 'north')).output).toContain('dwell leaves once a day');
});

test('is running while the rows of one store are to come', async () => {
  writeFileSync(file('silent'), settingsText('silent', 8));
  const { code, output } = await pool('price', 'north', 'silent');
  expect(code).toBe(0);
  expect(output).toContain('silent: 0 of');
  expect(output).toContain('verdict: running');
});
