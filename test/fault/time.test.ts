import { expect, test } from 'vitest';
import type { OutboxRow } from '../../src/ports/event-store.ts';
import { Machine, readKinds, readRows, readWindow, TimeStore } from '../support/stores/time-store.ts';
import { tempDir } from '../support/temp-dir.ts';

const MINUTE_MS = 60_000;
const TRUE_MS = Date.UTC(2026, 4, 4, 9);
const WRONG_MS = TRUE_MS - 6 * 365 * 24 * 60 * MINUTE_MS - 17_000;

const starts = (rows: readonly OutboxRow[]): number[] => rows.map(({ window }) => window.start);
const entries = (rows: readonly OutboxRow[]): number =>
  rows.reduce((sum, row) => sum + (readWindow(row).zones[0]?.entries ?? 0), 0);

/** Every window follows the one before. */
function expectUnbroken(times: readonly number[]): void {
  expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * MINUTE_MS));
}

test('F15: a clock that jumps six years at its first sync moves what is open and stamps this boot’s windows anew', async () => {
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
  expectUnbroken(starts(rows));
  expect(Math.abs((starts(rows)[0] ?? 0) - TRUE_MS)).toBeLessThanOrEqual(MINUTE_MS);
  expect(rows.map((row) => Date.parse(readWindow(row).startAt))).toEqual(starts(rows));
  // One visit a minute, and none of them made longer by the step.
  expect(Math.abs(entries(rows) - 20)).toBeLessThanOrEqual(1);
  for (const row of rows) expect(readWindow(row).zones[0]?.dwell?.maxMs ?? 0).toBeLessThan(22_000);
  expect(readKinds(shop.store)).toEqual(['ClockStepped']);
  shop.store.close();
});

test('F15: what comes from a process that believes another time counts when it arrives', async () => {
  const machine = new Machine(WRONG_MS);
  const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
  shop.run(120);
  // The machine’s clock is set, and nobody has said yet that it is right.
  machine.wallMs = TRUE_MS;
  shop.run(120);
  const times = starts(readRows(shop.store));
  expectUnbroken(times);
  expect(times.length).toBeGreaterThanOrEqual(3);
  shop.store.close();
});

test('F16: a clock that is set back an hour overwrites nothing: the hour comes again, marked, and kept apart', async () => {
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
  expect(Math.abs(entries(rows) - 80)).toBeLessThanOrEqual(2);
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
    expectUnbroken(starts(own));
    expect(own.length).toBeGreaterThanOrEqual(4);
    expect(own.every(({ timeQuality }) => timeQuality === 'unsynced')).toBe(true);
    expect(entries(own)).toBeGreaterThanOrEqual(own.length - 1);
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
])('F19: a machine that %s for ten minutes gives one account of it, and no zeros', async (_what, pause) => {
  const machine = new Machine(TRUE_MS);
  machine.quality = 'synced';
  const shop = await TimeStore.boot(tempDir(), 'boot-a', machine);
  shop.run(5 * 60 + 30);
  pause(machine);
  shop.run(5 * 60);
  expect(readKinds(shop.store)).toEqual(['GatewayPaused']);
  const rows = readRows(shop.store);
  expectUnbroken(starts(rows));
  const blind = rows.map(readWindow).filter(({ zones }) => zones[0]?.coverage === 0);
  expect(blind.length).toBeGreaterThanOrEqual(9);
  expect(blind.every(({ zones }) => zones[0]?.entries === null)).toBe(true);
  shop.store.close();
});

test('F47: a gateway that never heard a sensor publishes every minute, without a number and with no zero', async () => {
  const machine = new Machine(TRUE_MS);
  machine.quality = 'synced';
  const directory = tempDir();
  const shop = await TimeStore.boot(directory, 'boot-a', machine);
  shop.runDeaf(5 * 60);
  const rows = readRows(shop.store);
  expect(starts(rows)[0]).toBe(TRUE_MS);
  expectUnbroken(starts(rows));
  expect(rows.length).toBeGreaterThanOrEqual(4);
  for (const { sensors, zones, lines, store } of rows.map(readWindow)) {
    expect(sensors).toMatchObject([{ coverage: 0 }]);
    for (const zone of zones)
      expect(zone).toMatchObject({ coverage: 0, entries: null, presenceMs: null, dwell: null });
    for (const line of lines) expect(line).toMatchObject({ coverage: 0, in: null, out: null });
    expect(store).toMatchObject({ entries: null, exits: null });
  }
  shop.powerCut();
  const next = await TimeStore.boot(directory, 'boot-b', machine);
  next.runDeaf(5 * 60);
  expectUnbroken(starts(readRows(next.store)));
  next.store.close();
});

test.each([
  ['1970', 0],
  ['2038', 2 ** 31 * 1000],
  ['2200', Date.UTC(2200, 0, 1)],
])(
  'F20: a clock that leaps to %s stops nothing, and is believed only where it can be',
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
    else expectUnbroken(starts(rows));
    expect(Math.abs(entries(rows) - 9)).toBeLessThanOrEqual(1);
    shop.store.close();
  },
);
