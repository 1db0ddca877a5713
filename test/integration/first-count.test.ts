import { expect, test } from 'vitest';
import { FIRST_COUNT_MS, Gateway } from '../../src/app/gateway/gateway.ts';
import type { CountRow, IndoorRow } from '../../src/core/privacy/rows.ts';
import type { Commit } from '../../src/ports/event-store.ts';
import { VirtualClock } from '../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../src/sim/scenario/sim-store.ts';
import { MemoryEventStore } from '../../src/storage/memory-event-store.ts';
import { silentLog } from '../support/silent-log.ts';
import { openShippedStore } from '../support/stores/shipped-store.ts';

/** An afternoon, when people come. */
const NOON_MS = Date.UTC(2026, 2, 3, 14);
const MINUTE_MS = 60_000;

class TimedStore extends MemoryEventStore {
  readonly committed: { readonly atMs: number; readonly lane: string; readonly payload: string }[] = [];

  override commit(commit: Commit): void {
    super.commit(commit);
    for (const { lane, payload } of commit.rows) this.committed.push({ atMs: commit.wallMs, lane, payload });
  }
}

/** What a store commits that nobody has set up before, with the shipped privacy settings. */
async function openNewStore(startMs: number, minutes: number) {
  const { settings, shop } = await openShippedStore();
  const clock = new VirtualClock(startMs);
  const { links } = createSimStore({ layout: shop.layout, scenario: shop.scenario, seed: 2, clock });
  const store = new TimedStore({ bootId: 'b', maxBytes: 1e9 });
  const gateway = new Gateway({
    ...{ links, store, clock, openUplink: undefined, log: silentLog, version: '0.1.0' },
    settings: { ...settings, privacy: { ...settings.privacy, minimumCount: 5 } },
    ...{ timeQuality: () => 'synced', random: () => 0.5, firstCountMs: FIRST_COUNT_MS },
  });
  gateway.start();
  await clock.run({ untilMs: startMs + minutes * MINUTE_MS });
  return store.committed;
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

test('its zones are told within the hour, by the shipped minimum count', async () => {
  const rows = await openNewStore(NOON_MS + 25 * MINUTE_MS, 37);
  const [indoor] = rows.filter(({ lane }) => lane === 'indoor');
  const { zones = [] } = JSON.parse(indoor?.payload ?? '{}') as IndoorRow;
  expect(zones.filter(({ out }) => typeof out === 'number').length).toBeGreaterThan(0);
});
