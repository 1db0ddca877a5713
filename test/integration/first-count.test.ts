import { expect, test } from 'vitest';
import { FIRST_COUNT_MS, Gateway } from '../../src/app/gateway/gateway.ts';
import type { SensorId } from '../../src/core/model/ids.ts';
import type { CountRow, IndoorRow } from '../../src/core/privacy/rows.ts';
import { VirtualClock } from '../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../src/sim/scenario/sim-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { recordedLinks } from '../support/links/recorded-links.ts';
import { silentLog } from '../support/silent-log.ts';
import { openMemoryStore } from '../support/storage/memory-store.ts';
import { parseStore } from '../support/stores/reacting-store.ts';
import { openShippedStore } from '../support/stores/shipped-store.ts';

/** An afternoon, when people come. */
const NOON_MS = Date.UTC(2026, 2, 3, 14);
const MINUTE_MS = 60_000;

const COUNTER_STORE = `
version: 2
tenant: acme
gateway: gw-1
store: { id: corner }
sensors:
  - { id: counter, type: serial-counter, path: /dev/none, mode: delta, patterns: ['D,{in},{out}'], reportIntervalSeconds: 20 }
doors:
  - { id: front, sensors: [counter] }
`;

function openTimedStore() {
  const committed: { readonly atMs: number; readonly lane: string; readonly payload: string }[] = [];
  const store = openMemoryStore({ bootId: 'b', maxBytes: 1e9 }, ({ rows, wallMs }) => {
    for (const { lane, payload } of rows) committed.push({ atMs: wallMs, lane, payload });
  });
  return { store, committed };
}

/** What a store commits that nobody has set up before, with the shipped privacy settings. */
async function openNewStore(startMs: number, minutes: number) {
  const { settings, shop } = await openShippedStore();
  const clock = new VirtualClock(startMs);
  const { links } = createSimStore({ layout: shop.layout, scenario: shop.scenario, seed: 2, clock });
  const { store, committed } = openTimedStore();
  const gateway = new Gateway({
    ...{ links, store, clock, openUplink: undefined, log: silentLog, version: '0.1.0' },
    settings: { ...settings, privacy: { ...settings.privacy, minimumCount: 5 } },
    ...{ timeQuality: () => 'synced', random: () => 0.5, firstCountMs: FIRST_COUNT_MS },
  });
  gateway.start();
  await clock.run({ untilMs: startMs + minutes * MINUTE_MS });
  return committed;
}

test.each([0, 1, 30, 59])(
  'a new store that starts at second %d has its first count within 65 s',
  async (second) => {
    const startMs = NOON_MS + second * 1_000;
    const counts = (await openNewStore(startMs, 3)).filter(({ lane }) => lane === 'count');
    expect((counts[0]?.atMs ?? Number.NaN) - startMs).toBeLessThanOrEqual(65_000);
    const first = JSON.parse(counts[0]?.payload ?? '{}') as CountRow;
    expect(first.store?.seenS).toBeGreaterThan(0);
    expect(first.store?.in).not.toBeNull();
    // The whole window replaces what was told of it.
    const later = counts.map(({ payload }) => JSON.parse(payload) as CountRow);
    const revisions = later.filter(({ from }) => from === first.from).map(({ rev }) => rev);
    expect(revisions).toEqual(revisions.length === 1 ? [1] : [1, 2]);
  },
);

/** Reports every 20 s, the first time after `firstMs`. */
async function openWithCounter(startMs: number, firstMs: number) {
  const clock = new FakeClock(startMs);
  const settings = await parseStore(COUNTER_STORE);
  const { store, committed } = openTimedStore();
  const recording = { settings: {}, levels: [], items: [], expected: [] };
  const gateway = new Gateway({
    ...{ links: recordedLinks(recording, clock, 'stall'), store, clock, openUplink: undefined },
    ...{ settings, log: silentLog, version: '0.1.0', timeQuality: () => 'synced', random: () => 0.5 },
    firstCountMs: FIRST_COUNT_MS,
  });
  gateway.start();
  for (let ms = 1_000; ms <= 120_000; ms += 1_000) {
    await clock.advance(1_000);
    if (ms < firstMs) continue;
    const head = { sensor: 'counter' as SensorId, at: clock.now() };
    gateway.pipeline.observe({ kind: 'SensorAlive', ...head });
    if ((ms - firstMs) % 20_000 === 0)
      gateway.pipeline.observe({ kind: 'CounterRead', mode: 'delta', entered: 1, left: 0, ...head });
  }
  return committed;
}

test('a window that closes before its only sensor has said anything does not put the first count off', async () => {
  const startMs = NOON_MS + 42_000;
  const committed = await openWithCounter(startMs, 20_000);
  const counted = committed.filter(({ lane, payload }) => {
    const row = JSON.parse(payload) as CountRow;
    return lane === 'count' && (row.store?.in ?? 0) > 0;
  });
  expect((counted[0]?.atMs ?? Number.NaN) - startMs).toBeLessThanOrEqual(65_000);
});

test('its zones are told within the hour, by the shipped minimum count', async () => {
  const rows = await openNewStore(NOON_MS + 25 * MINUTE_MS, 37);
  const [indoor] = rows.filter(({ lane }) => lane === 'indoor');
  const { zones = [] } = JSON.parse(indoor?.payload ?? '{}') as IndoorRow;
  expect(zones.filter(({ out }) => typeof out === 'number').length).toBeGreaterThan(0);
});
