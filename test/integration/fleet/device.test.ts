/** What a device says of its store and what head office says of it: the same windows, the same numbers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { DaySums } from '../../../src/app/gateway/roll-ups/day-sums.ts';
import { createEgress } from '../../../src/app/privacy/create-egress-gate.ts';
import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { writePast } from '../../../src/app/sim/write-past.ts';
import { openFleetReader } from '../../../src/cloud/fleet/open-reader.ts';
import { openCloud } from '../../../src/cloud/open-ingest.ts';
import { rollUp } from '../../../src/cloud/rollup.ts';
import type { InsightsView } from '../../../src/core/insights/insights-view.ts';
import type { EpochMs, Json, SensorId } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { adaptSummary } from '../../../src/core/privacy/adapt-summary.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import { rowTime } from '../../../src/core/time/row-time.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { EVERY } from '../../../src/ports/fleet.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import { eventually } from '../../support/cloud/cloud-side.ts';
import type { FleetDatabase } from '../../support/fleet/fleet-side.ts';
import { startFleetDatabase } from '../../support/fleet/fleet-side.ts';
import { startMosquitto } from '../../support/links/mosquitto.ts';
import { RealClock } from '../../support/real-clock.ts';
import { silentLog } from '../../support/silent-log.ts';
import { openMemoryStore } from '../../support/storage/memory-store.ts';
import { quickSettings } from '../../support/uplink/settings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An hour ahead of UTC all year, as the simulated store is. */
const ZONE = 'Etc/GMT-1';
/** A Monday's midnight in the store, some days ago: 1 January 1970 was a Thursday. */
const MONDAY = 7 * Math.floor((Date.now() / DAY_MS - 4) / 7) - 3;
const FROM_MS = MONDAY * DAY_MS - HOUR_MS;
const DAYS = [0, 1].map((day) => new Date((MONDAY + day) * DAY_MS).toISOString().slice(0, 10));
const TO_MS = FROM_MS + DAYS.length * DAY_MS;
/** On Tuesday the pavement is not seen from noon to two. */
const OUTAGE = {
  sensor: 'street-camera' as SensorId,
  ...{ fromMs: FROM_MS + 36 * HOUR_MS, toMs: FROM_MS + 38 * HOUR_MS },
};

let database: FleetDatabase;
let insights: InsightsService;

async function openStore() {
  const trees = readScenario('boutique');
  const shipped = trees.settings as { readonly store: object };
  const store = { ...shipped.store, timezone: ZONE, hours: { opens: '10:00', closes: '20:00' } } as Json;
  return await openScenario({ ...trees, settings: { ...shipped, store } as Json });
}

/** Windows of the device → rows that pass its gate → its uplink → a broker → the receiver → the tables. */
async function send(windows: EventStore, settings: Awaited<ReturnType<typeof openStore>>['settings']) {
  const egress = createEgress(settings, buildStoreModel(settings));
  const gate = new EgressGate(egress.options);
  const summaries = windows.windows(0 as EpochMs, TO_MS as EpochMs);
  const passed = [
    gate.meaning({ ...egress.meaning, from: rowTime(FROM_MS) }),
    ...summaries.flatMap(({ payload }) =>
      gate.pass(adaptSummary(JSON.parse(payload) as WindowSummary, egress)),
    ),
    ...gate.end(),
  ];
  await using broker = await startMosquitto();
  const url = database.postgres.url;
  const cloud = await openCloud(
    { brokerUrl: broker.url, databaseUrl: url, group: 'test', clientId: 'worker' },
    silentLog,
  );
  const { tenant, gateway } = settings;
  const identity = { tenant, gateway, store: settings.store.id, bootId: '0f8fad5b', version: '0.1.0' };
  const outbox = openMemoryStore({ bootId: identity.bootId, maxBytes: 1e9 });
  const uplink = openUplink({
    ...{ store: outbox, identity, clock: new RealClock(), log: silentLog, random: Math.random },
    settings: quickSettings(broker.url),
  });
  outbox.commit({
    ...{ rows: passed.flatMap((row) => gate.record(row) ?? []), events: [], checkpoint: '{}' },
    ...{ checkpointAt: TO_MS as EpochMs, monotonicMs: 0, wallMs: TO_MS as EpochMs, timeQuality: 'synced' },
  });
  uplink.nudge();
  await eventually('all rows are sent', () => Promise.resolve(outbox.status().outboxRows === 0));
  await eventually('all rows are written', () =>
    Promise.resolve(cloud.receiver.counts().rows >= passed.length),
  );
  await uplink.close(2_000);
  await cloud.close();
}

beforeAll(async () => {
  database = await startFleetDatabase(1, 1);
  const { shop, settings } = await openStore();
  const windows = openMemoryStore({ bootId: 'past', maxBytes: 1e9 });
  await writePast({
    ...{ shop, settings, store: windows, seed: 3, log: silentLog, outage: OUTAGE },
    ...{ fromMs: FROM_MS, toMs: TO_MS },
  });
  const sums = new DaySums(windows, settings.store.timezone, settings.store.hours);
  insights = new InsightsService({
    ...{ sums: () => sums, timeZone: () => settings.store.timezone, minimumCount: () => 1 },
    now: () => TO_MS as EpochMs,
  });
  await send(windows, settings);
  await rollUp(database.admin);
  await database.admin.query(`INSERT INTO lintel.reader_right (login) VALUES ('person:anna')`);
});

afterAll(() => database[Symbol.asyncDispose]());

async function ask(day: string) {
  const { reader, close } = await openFleetReader(database.urlAs('lintel_pages'), () => performance.now());
  const values = { tenant: 'sim', region: EVERY, stores: ['boutique'], versus: 'weekday' } as const;
  const of = (name: Parameters<typeof reader.panel>[1]) =>
    reader.panel(['person:anna'], name, { ...values, first: day, last: day });
  const numbers = [...(await of('key-numbers')), ...(await of('more-numbers'))];
  const found = {
    numbers: new Map(numbers.map((row) => [String(row['measure']), row])),
    ...{ hours: await of('hours'), doors: await of('doors'), queues: await of('queues') },
  };
  const zones = await database.admin.query(
    `SELECT zone, visits, engaged FROM kpi.zone_day WHERE store = 'boutique' AND local_day = $1`,
    [day],
  );
  await close();
  return { ...found, zones: zones.rows as readonly { zone: string; visits: number; engaged: number }[] };
}

const figure = (view: InsightsView, key: string) => view.figures[key]?.value ?? null;

test.each(DAYS)('%s: both say the same', async (day) => {
  const view = insights.view({ kind: 'day', date: day, against: 'before' });
  const { numbers, hours, doors, queues, zones } = await ask(day);
  const number = (measure: string, column = 'value') => Number(numbers.get(measure)?.[column]);
  expect(figure(view, 'entries')).toBeGreaterThan(100);
  expect(number('entries')).toBe(figure(view, 'entries'));
  expect(number('entries', 'coverage')).toBeCloseTo(view.figures['entries']?.coverage ?? -1, 4);
  expect(number('conversion')).toBeCloseTo(figure(view, 'conversion') ?? -1, 4);
  expect(number('capture')).toBeCloseTo(figure(view, 'captureRate') ?? -1, 4);
  // A device writes whole milliseconds and people, the database fractions of them.
  expect(number('visit') * 1000).toBeCloseTo(figure(view, 'visitMean') ?? -1, -3);
  expect(number('bounce')).toBeCloseTo(figure(view, 'bounceShare') ?? -1, 2);
  expect(number('happy')).toBeCloseTo(figure(view, 'happyIndex@feedback') ?? -1, 0);
  for (const [measure, key, digits] of [
    ['entries', 'entries', -1],
    ['conversion', 'conversion', 1],
  ] as const)
    for (const end of ['low', 'high'] as const)
      expect(number(measure, end), `${measure} ${end}`).toBeCloseTo(view.figures[key]?.[end] ?? -1, digits);
  expect(hours.map((row) => Number(row['entries']))).toEqual(view.series['entries']?.value);
  expect(Number(doors[0]?.['entries'])).toBe(figure(view, 'doorIn@front'));
  expect(Number(queues[0]?.['joined'])).toBe(figure(view, 'joined@till-queue'));
  expect(Number(queues[0]?.['served'])).toBe(figure(view, 'served@till-queue'));
  expect(zones).toHaveLength(7);
  for (const { zone, visits, engaged } of zones) {
    expect(Number(visits), zone).toBe(figure(view, `visits@${zone}`));
    expect(Number(engaged), zone).toBe(figure(view, `engaged@${zone}`));
  }
});

test('the capture rate of the day with an outage leaves out what one side did not see, on both', async () => {
  const view = insights.view({ kind: 'day', date: DAYS[1] ?? '', against: 'before' });
  expect(view.figures['captureRate']?.coverage).toBe(0.8);
  const { numbers } = await ask(DAYS[1] ?? '');
  const [part, whole] = ['part', 'whole'].map((column) => Number(numbers.get('capture')?.[column]));
  expect(part).toBeLessThan(figure(view, 'entries') ?? 0);
  expect((part ?? 0) / (whole ?? 1)).toBeCloseTo(figure(view, 'captureRate') ?? -1, 4);
});
