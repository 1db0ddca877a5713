import { expect, test } from 'vitest';
import type { OutboxRow } from '../../src/ports/event-store.ts';
import { Machine, readKinds, readRow, readRows, TimeStore } from '../support/stores/time-store.ts';
import { tempDir } from '../support/temp-dir.ts';

const MINUTE_MS = 60_000;
const TRUE_MS = Date.UTC(2026, 4, 4, 9);
const WRONG_MS = TRUE_MS - 6 * 365 * 24 * 60 * MINUTE_MS - 17_000;

const starts = (rows: readonly OutboxRow[]): number[] => rows.map(({ window }) => window.start);
const entries = (rows: readonly OutboxRow[]): number =>
  rows.reduce((sum, row) => sum + (readRow(row).zones?.[0]?.in ?? 0), 0);

/** Every row follows the one before. */
function expectUnbroken(rows: readonly OutboxRow[]): void {
  const ends = rows.map(({ window }) => window.start + window.durationMs);
  // A clock that is set moves the times by more than the rows: by less than a minute.
  const gapsMs = starts(rows)
    .slice(1)
    .map((start, i) => start - (ends[i] ?? 0));
  for (const gapMs of gapsMs) expect(gapMs >= 0 && gapMs < MINUTE_MS).toBe(true);
}

test('a clock that jumps six years at its first sync moves what is open and stamps this boot’s windows anew (F15)', async () => {
  const machine = new Machine(WRONG_MS);
  const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
  shop.run(10 * 60);
  expect(readRows(shop.store).every(({ timeQuality }) => timeQuality === 'unsynced')).toBe(true);
  machine.wallMs = TRUE_MS + machine.runMs;
  shop.tick();
  machine.quality = 'synced';
  shop.run(10 * 60);
  const rows = readRows(shop.store);
  expect(rows.every(({ timeQuality }) => timeQuality === 'synced')).toBe(true);
  expectUnbroken(rows);
  expect(Math.abs((starts(rows)[0] ?? 0) - TRUE_MS)).toBeLessThanOrEqual(MINUTE_MS);
  expect(rows.map((row) => Date.parse(readRow(row).from))).toEqual(starts(rows));
  // One visit a minute, and none of them made longer by the step.
  expect(Math.abs(entries(readRows(shop.store, 'indoor')) - 20)).toBeLessThanOrEqual(1);
  expect(readKinds(shop.store)).toEqual(['ClockStepped']);
  shop.store.close();
});

test('what comes from a process that believes another time counts when it arrives (F15)', async () => {
  const machine = new Machine(WRONG_MS);
  const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
  shop.run(120);
  // The machine’s clock is set, and nobody has said yet that it is right.
  machine.wallMs = TRUE_MS;
  shop.run(120);
  const rows = readRows(shop.store);
  expectUnbroken(rows);
  expect(rows.length).toBeGreaterThanOrEqual(3);
  shop.store.close();
});

test('a clock that is set back an hour overwrites nothing: the hour comes again, marked, and kept apart (F16)', async () => {
  const machine = new Machine(TRUE_MS);
  machine.quality = 'synced';
  const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
  shop.run(10 * 60);
  machine.wallMs -= 60 * MINUTE_MS;
  shop.run(70 * 60);
  const rows = readRows(shop.store);
  const again = rows.filter(({ timeQuality }) => timeQuality === 'unsynced');
  const sure = rows.filter(({ timeQuality }) => timeQuality === 'synced');
  expect(new Set(starts(sure)).size).toBe(sure.length);
  expect(new Set(starts(again)).size).toBe(again.length);
  expect(again.length).toBeGreaterThan(55);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).toSorted((a, b) => a - b));
  expect(Math.abs(entries(readRows(shop.store, 'indoor')) - 80)).toBeLessThanOrEqual(2);
  shop.store.close();
});

test('counts each boot separately and in order when all start at the same old time (F16, F17)', async () => {
  const directory = tempDir();
  for (const bootId of ['boot-a', 'boot-b', 'boot-c', 'boot-d']) {
    const shop = await TimeStore.boot(directory, bootId, new Machine(WRONG_MS));
    shop.run(6 * 60);
    shop.powerCut();
  }
  const machine = new Machine(TRUE_MS);
  machine.quality = 'synced';
  const last = await TimeStore.boot(directory, 'boot-e', machine);
  last.run(3 * 60);
  const rows = readRows(last.store);
  for (const boot of ['boot-a', 'boot-b', 'boot-c', 'boot-d']) {
    const own = rows.filter(({ bootId }) => bootId === boot);
    expectUnbroken(own);
    expect(own.length).toBeGreaterThanOrEqual(4);
    expect(own.every(({ timeQuality }) => timeQuality === 'unsynced')).toBe(true);
    const inside = readRows(last.store, 'indoor').filter(({ bootId }) => bootId === boot);
    expect(entries(inside)).toBeGreaterThanOrEqual(own.length - 1);
  }
  expect(rows.at(-1)).toMatchObject({ bootId: 'boot-e', timeQuality: 'synced' });
  last.store.close();
});

test.each([
  [
    'slept',
    (machine: Machine) => Object.assign(machine, { wallMs: machine.wallMs + 600_000, sleptMs: 600_000 }),
  ],
  ['was stopped', (machine: Machine) => machine.pass(600_000)],
])('a machine that %s for ten minutes gives one account of it, and no zeros (F19)', async (_what, pause) => {
  const machine = new Machine(TRUE_MS);
  machine.quality = 'synced';
  const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
  shop.run(5 * 60 + 30);
  pause(machine);
  shop.run(5 * 60);
  expect(readKinds(shop.store)).toEqual(['GatewayPaused']);
  const rows = readRows(shop.store);
  expectUnbroken(rows);
  const zones = readRows(shop.store, 'indoor').flatMap((row) => readRow(row).zones?.[0] ?? []);
  const blind = zones.filter(({ seenS }) => seenS === 0);
  expect(blind.length).toBeGreaterThanOrEqual(9);
  expect(blind.every((zone) => zone.in === null)).toBe(true);
  shop.store.close();
});

test('a gateway that never heard a sensor publishes every minute, without a number and with no zero (F47)', async () => {
  const machine = new Machine(TRUE_MS);
  machine.quality = 'synced';
  const directory = tempDir();
  const shop = await TimeStore.boot(directory, 'boot-a', machine);
  shop.runDeaf(5 * 60);
  const rows = readRows(shop.store);
  expect(starts(rows)[0]).toBe(TRUE_MS);
  expectUnbroken(rows);
  expect(rows.length).toBeGreaterThanOrEqual(4);
  for (const { store } of rows.map(readRow)) expect(store).toMatchObject({ seenS: 0, in: null, out: null });
  for (const row of readRows(shop.store, 'indoor'))
    for (const zone of readRow(row).zones ?? [])
      expect(zone).toMatchObject({ seenS: 0, in: null, out: null, visits: null });
  shop.powerCut();
  const next = await TimeStore.boot(directory, 'boot-b', machine);
  next.runDeaf(5 * 60);
  expectUnbroken(readRows(next.store));
  next.store.close();
});

test.each([
  ['1970', 0],
  ['2038', 2 ** 31 * 1000],
  ['2200', Date.UTC(2200, 0, 1)],
])(
  'a clock that leaps to %s stops nothing, and is believed only where it can be (F20)',
  async (name, wallMs) => {
    const machine = new Machine(TRUE_MS);
    machine.quality = 'synced';
    const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
    shop.run(5 * 60);
    machine.wallMs = wallMs;
    shop.run(5 * 60);
    const rows = readRows(shop.store);
    const last = rows.at(-1)?.window.start ?? 0;
    if (name === '2038') expect(last).toBeGreaterThanOrEqual(wallMs);
    else expectUnbroken(rows);
    expect(Math.abs(entries(readRows(shop.store, 'indoor')) - 9)).toBeLessThanOrEqual(1);
    shop.store.close();
  },
);
