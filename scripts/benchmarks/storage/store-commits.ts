import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { SimGateway } from '../../../src/app/sim/sim-gateway.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { OutboxRecord } from '../../../src/core/privacy/passed-row.ts';
import type { Commit, WindowRecord } from '../../../src/ports/event-store.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { openMemoryStore } from '../../../test/support/storage/memory-store.ts';

/** What a gateway has its store write, as far as it costs anything. */
export type RecordedCommit = Pick<Commit, 'checkpoint' | 'events' | 'rollUps'> & {
  readonly rows: readonly (WindowRecord & { readonly lane: OutboxRecord['lane'] })[];
  readonly windows: readonly WindowRecord[];
};

/** A Tuesday. */
export const RECORDED_DAY = Date.UTC(2026, 2, 3);
const DAY_MS = 24 * 3_600_000;

/**
 * A whole day of the shipped boutique with all its sensors, as its gateway commits it under the shipped privacy
 * settings.
 */
export async function recordCommits(): Promise<RecordedCommit[]> {
  const { settings, shop } = await openScenario(readScenario('boutique'));
  const clock = new VirtualClock(RECORDED_DAY);
  const { links } = createSimStore({ layout: shop.layout, scenario: shop.scenario, seed: 1, clock });
  const commits: RecordedCommit[] = [];
  const size = { bootId: 'bench', maxBytes: 64 * 1024 * 1024 };
  const store = openMemoryStore(size, ({ checkpoint, events, rows, windows = [], rollUps = [] }) => {
    commits.push({ checkpoint, events, rows: rows.map((row) => ({ ...row })), windows, rollUps });
  });
  const gateway = new SimGateway({ settings: asShipped(settings), links, clock, log: silentLog, store });
  gateway.start();
  await clock.run({ untilMs: RECORDED_DAY + DAY_MS });
  gateway.cutPower();
  return commits;
}

/** Simulated stores suppress nothing by default, for comparison; this restores the shipped settings. */
function asShipped(settings: Settings): Settings {
  return {
    ...settings,
    privacy: { ...settings.privacy, minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' },
  };
}
