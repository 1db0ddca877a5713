import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Gateway } from '../../src/app/gateway/gateway.ts';
import { createHardwareLinks } from '../../src/app/gateway/hardware-links.ts';
import { mergeEncodedRows } from '../../src/app/gateway/window-codec.ts';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import type { Settings } from '../../src/config/schema.ts';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import { openFailoverStore } from '../../src/storage/open-failover-store.ts';
import { FastClock } from '../support/fast-clock.ts';
import { silentLog } from '../support/silent-log.ts';
import { until } from '../support/until.ts';

const START = Date.UTC(2026, 5, 1, 10, 0, 0);

/** A gateway on a directory with a ring and a till's folder, as a machine left them. */
async function start(directory: string, at = START): Promise<Gateway> {
  const clock = new FastClock(at, 10);
  const settings = (await settingsSchema()).parse({
    version: 2,
    tenant: 'acme',
    store: { id: 'shop' },
    gateway: 'gw-1',
    windows: { seconds: 10, latenessSeconds: 2 },
    sensors: [{ id: 'till', type: 'sales-folder', folder: join(directory, 'sales'), header: false }],
    privacy: { minimumCount: 1 },
  }) as unknown as Settings;
  const store = await openFailoverStore({
    ...{ directory: join(directory, 'ring'), maxBytes: 16 * 1024 * 1024, bootId: 'boot-1', clock },
    ...{ log: silentLog, mergeRows: mergeEncodedRows },
  });
  const gateway: Gateway = new Gateway({
    settings,
    links: createHardwareLinks({
      ...{ modelFolders: [], tags: [] },
      whenStored: (act) => gateway.whenStored(act),
    }),
    ...{ store, openUplink: undefined, clock, timeQuality: () => 'synced' },
    ...{ random: Math.random, log: silentLog, version: '0.0.0' },
  });
  gateway.start();
  return gateway;
}

/** Of each window what was said of it last. */
function transactionsIn(gateway: Gateway): number {
  const windows = gateway.windows(START as EpochMs, (START + 3_600_000) as EpochMs);
  const newest = new Map(windows.map(({ start, payload }) => [start, JSON.parse(payload) as WindowSummary]));
  return [...newest.values()].reduce((sum, { store }) => sum + (store?.transactions ?? 0), 0);
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

test('a crash at any moment of counting a till’s file costs no sale and makes none', async () => {
  const room = mkdtempSync(join(tmpdir(), 'lintel-sales-'));
  onTestFinished(() => rmSync(room, { recursive: true, force: true }));
  const directory = join(room, 'whole');
  const sales = join(directory, 'sales');
  mkdirSync(sales, { recursive: true });
  writeFileSync(join(sales, 'monday.csv'), '1\n2\n3\n');
  const gateway = await start(directory);
  const isKept = (folder: string) => readIfThere(join(folder, '.lintel-counted')).includes('monday.csv');
  let isRead = false;
  gateway.pipeline.listen({
    observation({ kind }) {
      if (kind !== 'SaleMade' || isRead) return;
      isRead = true;
      cpSync(directory, join(room, 'before'), { recursive: true });
    },
  });
  await until('it is read', () => isRead);
  expect(isKept(join(room, 'before', 'sales'))).toBe(false);
  await until('it is stored, and kept as counted', () => isKept(sales));
  cpSync(directory, join(room, 'after'), { recursive: true });
  await gateway.stop();
  for (const moment of ['before', 'after']) {
    // Later than the crash: windows of a synced clock that began again would stand in for those of before.
    const next = await start(join(room, moment), START + 600_000);
    const folder = join(room, moment, 'sales');
    await until('it is kept as counted', () => isKept(folder));
    await until('its window is there', () => transactionsIn(next) > 0);
    expect({ moment, sold: transactionsIn(next) }).toEqual({ moment, sold: 3 });
    await next.stop();
  }
});
