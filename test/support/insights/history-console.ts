import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { RollUpWriter } from '../../../src/app/gateway/roll-ups/roll-up-writer.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { dateStart } from '../../../src/core/time/local-date.ts';
import type { ConsoleDependencies, StoreView } from '../../../src/ports/console/console.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { createFakeDependencies, openTestConsole, STATUS } from '../../integration/web/web-console.ts';
import { silentLog } from '../silent-log.ts';
import { tempDir } from '../temp-dir.ts';
import { playWindows } from './history-store.ts';
import { historyWindows } from './history-windows.ts';

export const HISTORY_ZONE = 'Europe/Berlin';
const HOUR_MS = 3_600_000;
const at = (date: string, hour: number) => dateStart(date, HISTORY_ZONE) + hour * HOUR_MS;
/** Saturday, 14:07. */
export const HISTORY_NOW_MS = at('2026-11-28', 14) + 7 * 60_000;
/** The door on a Tuesday, and the street camera today. */
export const HISTORY_OUTAGES = [
  { sensor: 'door' as const, fromMs: at('2026-11-17', 9.25), toMs: at('2026-11-17', 18.75) },
  { sensor: 'ceiling' as const, fromMs: at('2026-11-27', 12.5), toMs: at('2026-11-27', 14) },
  { sensor: 'street' as const, fromMs: at('2026-11-28', 11.75), toMs: HISTORY_NOW_MS },
];

const OWN = { labels: { en: 'camera', de: 'Kamera', fr: 'caméra', es: 'cámara' }, port: null };
const NAMES = {
  entrance: 'Entrance',
  shoes: 'Shoes',
  jackets: 'Jackets',
  table: 'Right table',
  till: 'Till',
};

const STORE: StoreView = {
  store: { id: 'linden', name: 'Boutique Linden', timezone: HISTORY_ZONE },
  spaces: [{ id: 'floor', name: '', unit: 'm', width: 12, height: 8 }],
  zones: Object.entries(NAMES).map(([id, name], i) => ({
    ...{ id, name, space: 'floor', queue: id === 'till', serves: false },
    polygon: [
      [2 * i, 1],
      [2 * i + 1.5, 1],
      [2 * i + 1.5, 3],
      [2 * i, 3],
    ],
  })),
  lines: [{ id: 'aisle', name: 'Aisle', space: 'floor', from: [4, 4], to: [8, 4], in: 'left' }],
  doors: [{ id: 'front', name: 'Front door', lines: [], sensors: ['door'] }],
  ...{ walls: [], places: [], cameras: [], removed: [] },
  sensors: [
    { id: 'door', name: 'Door counter', type: 'beam-pair', kind: 'counts-people', ...OWN },
    { id: 'street', name: 'Street camera', type: 'camera', kind: 'sees-people', ...OWN },
    { id: 'ceiling', name: 'Ceiling camera', type: 'camera', kind: 'sees-people', ...OWN },
    { id: 'smileys', name: 'Smileys', type: 'button-panel', kind: 'takes-answers', ...OWN },
  ],
};

/** The real console of a store that has counted for two months, at that moment. */
export async function openHistoryConsole() {
  const directory = tempDir();
  const clock = { now: () => HISTORY_NOW_MS as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({
    ...{ directory: join(directory, 'ring'), maxBytes: 256 * 1024 * 1024, bootId: 'history', clock },
  });
  onTestFinished(() => store.close());
  const writer = new RollUpWriter({ store, timeZone: HISTORY_ZONE, isTimeSure: () => true, log: silentLog });
  const span = { fromMs: at('2026-10-26', 0), toMs: Math.floor(HISTORY_NOW_MS / 900_000) * 900_000 };
  playWindows(writer, historyWindows({ ...span, timeZone: HISTORY_ZONE, outages: HISTORY_OUTAGES }));
  const insights = new InsightsService({
    ...{ sums: () => writer.sums, timeZone: () => HISTORY_ZONE, minimumCount: () => 5, now: clock.now },
  });
  const fake = await createFakeDependencies(directory, join(directory, 'unused.yaml'), new Set(), () => ({
    ...{ at: clock.now(), people: [], visits: [], waiting: [], heads: [], occupancy: null },
  }));
  const status = { ...STATUS, at: clock.now(), sensors: [] };
  const gateway: ConsoleDependencies['gateway'] = {
    ...fake.gateway,
    getStore: () => STORE,
    status: () => status,
  };
  return { ...(await openTestConsole(undefined, { insights, gateway })), store, writer };
}
