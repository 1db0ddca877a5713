/**
 * Five weeks of a store in one run: a whole gateway on simulated time, with a real broker, display, console, receiver and
 * PostgreSQL. People are a count model by the minute and come in through the links of a door counter and a till. An experiment
 * drives the display through MQTT, and what the display shows decides what people buy. Takes some minutes.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { createRandom } from '../../../src/core/statistics/seeded-random.ts';
import type { ExperimentView } from '../../../src/ports/console/console-experiments.ts';
import type { ForecastView } from '../../../src/ports/console/console-forecast.ts';
import type { CloudSide } from '../../../test/support/cloud/cloud-side.ts';
import { openCloudSide } from '../../../test/support/cloud/cloud-side.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import type { Subscriber } from '../../../test/support/links/mosquitto.ts';
import { openSubscriber } from '../../../test/support/links/mosquitto.ts';
import { runCommandLine } from '../../../test/support/process/run-cli.ts';
import { until } from '../../../test/support/until.ts';
import { drawPoisson } from './experiment-store.ts';
import type { Bar } from './footfall-data.ts';
import { reportBars } from './footfall-data.ts';
import type { WeeksGateway } from './weeks-gateway.ts';
import { openWeeksGateway } from './weeks-gateway.ts';
import { WeeksStore } from './weeks-store.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const DAYS = 35;
/** Two weeks, so that as many before it make the promise. */
const EXPERIMENT_WEEKS = 2;
const PLANTED = 0.25;
const SEED = Number(process.env['SEED'] ?? 1);
/** An hour ahead of UTC all year. */
const [TIMEZONE, AHEAD_MS] = ['Africa/Lagos', HOUR_MS];
/** Local midnight, so long ago that the database keeps everything. */
const START_MS = (Math.floor(Date.now() / DAY_MS) - DAYS - 2) * DAY_MS - AHEAD_MS;
const END_MS = START_MS + DAYS * DAY_MS;
const SCREEN = 'lintel/local/weeks/screen';
/** The night's work of the gateway: one slice a second, after the last windows have settled. */
const NIGHT_MS = 30 * MINUTE_MS;
/** The display answers in real time; the wash-out of a block is longer than this of the simulated time. */
const [SWITCH_STEPS, SWITCH_STEP_MS, SWITCH_REAL_MS] = [3_000, 100, 10];
const MEMORY = '/dev/shm';

const toDate = (ms: number) => new Date(ms + AHEAD_MS).toISOString().slice(0, 10);

const settingsText = (url: string, tokenFile: string) => `
version: 2
tenant: acme
gateway: gw-1
store: { id: weeks, timezone: ${TIMEZONE}, hours: { opens: "09:00", closes: "19:00" } }
mqtt: { url: "${url}" }
windows: { seconds: 900 }
sensors:
  - { id: counter, type: serial-counter, path: /dev/ttyUSB0 }
  - { id: till, type: sales-http, tokenFile: ${tokenFile} }
doors:
  - { id: front, sensors: [counter] }
experiments:
  - id: screen
    a: Shoes
    b: Hats
    measure: conversion
    from: "${toDate(END_MS - 7 * EXPERIMENT_WEEKS * DAY_MS)}"
    weeks: ${EXPERIMENT_WEEKS}
    washOutMinutes: 15
    seed: ${SEED}
outputs:
  - { id: screen, type: mqtt, broker: { url: "${url}" }, topic: ${SCREEN} }
rules:
  - { id: hats, when: { variant: { experiment: screen, is: b } }, then: [{ output: screen }] }
`;

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'lintel-weeks-'));
  await using cloudSide = await openCloudSide();
  const receiver = await cloudSide.open();
  await using display = await openSubscriber({ url: cloudSide.broker.url, topic: `${SCREEN}/#` });
  await using messages = await openSubscriber({
    url: cloudSide.broker.url,
    topic: 'lintel/v2/+/+/+/forecast',
  });
  const clock = new FakeClock(START_MS);
  const store = new WeeksStore(clock, { offsetMs: AHEAD_MS, uplift: PLANTED, seed: SEED });
  const tokenFile = join(directory, 'token');
  writeFileSync(tokenFile, '0123456789abcdef', { mode: 0o600 });
  const path = join(directory, 'store.yaml');
  writeFileSync(path, settingsText(cloudSide.broker.url, tokenFile));
  const device = await openWeeksGateway(path, { clock, links: store.links });
  try {
    const switches = await playWeeks({ clock, store, display, device });
    const forecast = await device.ask<ForecastView>('/api/forecast');
    const [experiment] = await device.ask<ExperimentView[]>('/api/experiments');
    await until('everything is sent', () => device.gateway.status().store.outboxRows === 0, 300_000);
    console.log(`the display switched ${switches} times; ${messages.messages.length} messages of forecasts`);
    reportBars([
      ...judgeConsole(forecast, store),
      ...judgeExperiment(experiment),
      ...(await judgeCloud(cloudSide, store, messages.messages.length)),
      ...(await judgePooled(path, cloudSide.postgres.url)),
    ]);
  } finally {
    await device.close();
    await receiver.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Played {
  readonly clock: FakeClock;
  readonly store: WeeksStore;
  readonly display: Subscriber;
  readonly device: WeeksGateway;
}

/** Returns how often the display changed. */
async function playWeeks({ clock, store, display, device }: Played): Promise<number> {
  const isHats = () => display.messages.at(-1)?.text.includes('"on"') === true;
  const wanted = () => device.gateway.pipeline.engine.rules?.getState('hats')?.state === 'on';
  let switches = 0;
  while (clock.now() < END_MS + NIGHT_MS) {
    await clock.advance(MINUTE_MS - (clock.now() % MINUTE_MS));
    const before = isHats();
    if (before !== wanted()) {
      for (let step = 0; step < SWITCH_STEPS && isHats() !== wanted(); step++) {
        await clock.advance(SWITCH_STEP_MS);
        await sleep(SWITCH_REAL_MS);
      }
      if (isHats() !== wanted()) throw new Error('the display did not follow the schedule');
      switches += 1;
    }
    store.passMinute(clock.now(), isHats());
    const days = (clock.now() - START_MS) / DAY_MS;
    if (days % 7 < MINUTE_MS / DAY_MS) console.log(`week ${Math.floor(days / 7)} of ${DAYS / 7} is over`);
  }
  return switches;
}

/** The console's week, made at the last midnight, beside people who were not counted yet: the model’s next week. */
function judgeConsole({ metrics }: ForecastView, store: WeeksStore): Bar[] {
  const random = createRandom(SEED + 7_000);
  const hours = metrics.find(({ kind }) => kind === 'entries')?.hours ?? [];
  const seen = hours.map((hour) => ({ ...hour, came: drawPoisson(store.rateAt(hour.at), random) }));
  const share = (band: 'band80' | 'band95') =>
    seen.filter(({ came, [band]: span }) => span !== null && came >= span[0] && came <= span[1]).length /
    Math.max(1, seen.length);
  const error = seen.reduce((sum, { came, expected }) => sum + Math.abs(came - expected), 0);
  const total = seen.reduce((sum, { came }) => sum + came, 0);
  return [
    { name: 'console: hours of the coming week', value: hours.length, from: 70, to: 70 },
    { name: 'console: mean error ÷ people of the next week', value: error / total, to: 0.25 },
    { name: 'console: 95 % band holds for the week not seen', value: share('band95'), from: 0.86, to: 1 },
    { name: 'console: 80 % band holds for the week not seen', value: share('band80'), from: 0.6, to: 0.95 },
  ];
}

function judgeExperiment(experiment: ExperimentView | undefined): Bar[] {
  const { result, promise } = experiment ?? {};
  const { estimate = Number.NaN, low = Number.NaN, high } = result?.uplift ?? {};
  console.log(
    `experiment: verdict ${result?.verdict}, uplift ${estimate.toFixed(3)} (${low.toFixed(3)} to ${high?.toFixed(3)}), ` +
      `p ${result?.pValue.toFixed(4)}; promised before the start: sees ${promise?.visibleUplift?.toFixed(3)}, ` +
      `A/A p ${promise?.pValueBefore.toFixed(3)}`,
  );
  return [
    { name: 'experiment: verdict is b', value: result?.verdict === 'b' ? 1 : 0, from: 1 },
    { name: 'experiment: low end of the uplift, planted .25', value: low, from: 0.05, to: PLANTED },
    { name: 'experiment: high end of the uplift', value: high ?? Number.NaN, from: PLANTED, to: 0.5 },
    {
      name: 'promise before the start: least uplift seen',
      value: promise?.visibleUplift ?? Number.NaN,
      to: PLANTED,
    },
  ];
}

interface BandRow {
  readonly hours: number;
  readonly held_80: number;
  readonly held_95: number;
}

/** Each hour's newest forecast was made before that hour: the receiver's counts decide. */
async function judgeCloud(cloudSide: CloudSide, store: WeeksStore, messages: number): Promise<Bar[]> {
  const database = new pg.Pool({ connectionString: cloudSide.postgres.url });
  const counted = async () => {
    await rollUp(database);
    const [row] = await cloudSide.rows<{ entries: number }>(
      'SELECT sum(entries)::int AS entries FROM kpi.store_day',
    );
    return row?.entries ?? 0;
  };
  for (let tries = 0; tries < 50 && (await counted()) !== store.entries; tries++) await sleep(200);
  const entries = await counted();
  await database.end();
  const [rows] = await cloudSide.rows<{ nights: number }>(
    'SELECT count(DISTINCT made_on)::int AS nights FROM lintel.forecast',
  );
  const [band] = await cloudSide.rows<BandRow>(
    `SELECT count(*)::int AS hours, (count(*) FILTER (WHERE counted BETWEEN low_80 AND high_80))::int AS held_80,
       (count(*) FILTER (WHERE counted BETWEEN low_95 AND high_95))::int AS held_95
     FROM kpi.forecast_hour WHERE metric = 'entries' AND counted IS NOT NULL AND low_95 IS NOT NULL`,
  );
  const { hours = 0, held_80 = 0, held_95 = 0 } = band ?? {};
  return [
    { name: 'database: entries − people who came', value: entries - store.entries, from: 0, to: 0 },
    { name: 'broker: messages with forecasts', value: messages, from: DAYS - 10 },
    { name: 'database: nights with a forecast', value: rows?.nights ?? 0, from: DAYS - 10 },
    { name: 'database: hours with a band and a count', value: hours, from: 150 },
    { name: 'database: 95 % band made before the hour holds', value: held_95 / hours, from: 0.9, to: 0.995 },
    { name: 'database: 80 % band made before the hour holds', value: held_80 / hours, from: 0.7, to: 0.9 },
  ];
}

/** The same experiment from the rows that arrived, as head office asks for it. */
async function judgePooled(path: string, databaseUrl: string): Promise<Bar[]> {
  const words = ['cloud', 'experiment', 'screen', path, '--database', databaseUrl];
  const { output } = await runCommandLine(...words);
  console.log(`lintel ${words.slice(0, 3).join(' ')} …\n${output}`);
  return [
    { name: 'database: the cloud’s verdict is b', value: output.includes('verdict: b') ? 1 : 0, from: 1 },
  ];
}

if (import.meta.main) await run();
