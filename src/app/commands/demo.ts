import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { Json } from '../../core/model/ids.ts';
import { shiftRowText } from '../../core/privacy/merge-count.ts';
import type { CountRow, IndoorRow } from '../../core/privacy/rows.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Links } from '../../ports/links.ts';
import { openEmbeddedBroker } from '../../sim/kernel/embedded-broker.ts';
import { VirtualClock } from '../../sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../sim/scenario/sim-store.ts';
import { openSqliteEventStore } from '../../storage/sqlite-event-store.ts';
import { systemClock } from '../../system/clock.ts';
import { createLog } from '../../system/log.ts';
import { CloudTable } from '../demo/cloud-table.ts';
import { LiveView } from '../demo/live-view.ts';
import { createUplinkFactory } from '../gateway/create-uplink-factory.ts';
import { FIRST_COUNT_MS, Gateway } from '../gateway/gateway.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../gateway/window-codec.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import type { OpenScenario } from '../sim/open-scenario.ts';
import { openScenario, readScenario } from '../sim/open-scenario.ts';

const NEXT_STEPS = `Next:
  lintel check store.yaml             settings of your own store: config/README.md has every sensor
  lintel run --config store.yaml      count with them
  lintel console pair                 the technician’s pages, on a phone`;

interface DemoOptions {
  readonly once?: boolean;
  readonly speed: number;
  readonly seed: number;
}

/** A Tuesday, one hour after the store opened. */
const OPENS_AT = Date.UTC(2026, 2, 3, 11);
/** One hour, and what its last window needs to close. */
const ONCE_MS = 3_600_000 + 20_000;
const DRAIN_MS = 20_000;
const REDRAW_MS = 100;

/**
 * `lintel demo`: a simulated store behind the real drivers, engine, storage and uplink, and a broker that receives
 * it.
 */
export async function demoCommand(options: DemoOptions, environment: Environment): Promise<number> {
  const { terminal } = environment;
  const directory = mkdtempSync(join(tmpdir(), 'lintel-demo-'));
  const cloud = new CloudTable();
  let view: LiveView | undefined;
  const broker = await openEmbeddedBroker((topic, text) => {
    cloud.receive(topic, text);
    for (const line of messageLines(topic, text)) view?.published(line);
  });
  try {
    const opened = await openDemo(directory, broker.url);
    const { settings } = opened;
    const zones = settings.zones.map(({ id }) => id);
    view = new LiveView({ terminal, cloud, zones, now: () => performance.now() });
    await runStore(options, opened, view, environment);
    terminal.out(`\n${cloud.text()}\n\n${NEXT_STEPS}\n`);
    return EXIT.ok;
  } finally {
    await broker.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runStore(
  { once, speed, seed }: DemoOptions,
  { settings, shop: { layout, scenario } }: OpenScenario,
  view: LiveView,
  environment: Environment,
): Promise<void> {
  const clock = new VirtualClock(OPENS_AT);
  const shop = createSimStore({ layout, scenario, seed, clock });
  const { gateway, store } = await openDemoGateway(settings, clock, shop.links, environment);
  gateway.pipeline.listen(view);
  gateway.start();
  const pace = once === true ? 'as fast as it goes' : `×${speed}`;
  const redraw = setInterval(() => {
    const time = new Date(clock.now()).toISOString().slice(11, 19);
    view.draw(`Lintel · a simulated boutique · ${time} (${pace}) · broker ${settings.mqtt?.url ?? ''}`);
  }, REDRAW_MS);
  const untilMs = once === true ? OPENS_AT + ONCE_MS : Number.POSITIVE_INFINITY;
  await clock.run({ untilMs, ...(once === true ? {} : { speed }), signal: environment.stop });
  clearInterval(redraw);
  await drained(store);
  // The virtual clock has stopped by now; stopping the gateway needs time that passes.
  const over = new AbortController();
  const passing = clock.run({ untilMs: Number.POSITIVE_INFINITY, speed: 1, signal: over.signal });
  await gateway.stop();
  over.abort();
  await passing;
}

async function openDemoGateway(
  settings: Settings,
  clock: VirtualClock,
  links: Links,
  { logLevel, terminal }: Environment,
): Promise<{ gateway: Gateway; store: EventStore }> {
  // On a terminal the picture has the screen; problems are still told.
  const log = await createLog({
    level: terminal.isInteractive || logLevel === 'info' ? 'warn' : logLevel,
    onTerminal: true,
    fd: 2,
  });
  const store = await openSqliteEventStore({
    directory: join(settings.storage.directory, 'ring'),
    maxBytes: settings.storage.maxMegabytes * 1024 * 1024,
    bootId: 'demo',
    clock,
    log,
    mergeRows: mergeEncodedRows,
    shiftRow: shiftRowText,
    shiftWindow: shiftEncodedWindow,
  });
  // The wire is real, so it lives in real time.
  const real = { clock: systemClock, log, random: Math.random };
  const wire = { bootId: 'demo', version: readVersion(), event: () => undefined, ...real };
  const gateway = new Gateway({
    settings,
    links,
    store,
    openUplink: createUplinkFactory(settings, wire),
    clock,
    timeQuality: () => 'synced',
    random: () => 0.5,
    firstCountMs: FIRST_COUNT_MS,
    log,
    version: readVersion(),
  });
  return { gateway, store };
}

/** Opens the shipped boutique with a temporary broker and data folder. */
function openDemo(directory: string, url: string): Promise<OpenScenario> {
  const trees = readScenario('boutique');
  const reconnect = {
    ...{ initialDelaySeconds: 1, maxDelaySeconds: 1 },
    ...{ gatewayOffsetSeconds: 0, bootJitterSeconds: 0 },
  };
  // As in a new store; scenarios hold nothing back, for comparison.
  const own = { storage: { directory }, mqtt: { url, reconnect }, privacy: {} };
  return openScenario({ ...trees, settings: { ...(trees.settings as Record<string, Json>), ...own } });
}

/** Waits until the broker has everything that is in the outbox. */
async function drained(store: EventStore): Promise<void> {
  const deadlineMs = performance.now() + DRAIN_MS;
  while (store.status().outboxRows > 0 && performance.now() < deadlineMs) await systemClock.sleep(20);
}

function messageLines(topic: string, text: string): string[] {
  const name = topic.split('/').at(-1) ?? '';
  const { rows = [] } = JSON.parse(text) as { readonly rows?: readonly object[] };
  if (name === 'count') return (rows as readonly CountRow[]).map(countLine);
  if (name === 'indoor') return (rows as readonly IndoorRow[]).map(indoorLine);
  return [`${name} ${text}`];
}

function countLine({ from, rev, doors = [] }: CountRow): string {
  const counts = doors.map((door) => `${door.id} +${door.in ?? '–'} −${door.out ?? '–'}`);
  return `${from.slice(11, 16)}  r${rev}  ${counts.join('  ')}`;
}

function indoorLine({ from, zones = [] }: IndoorRow): string {
  const visits = zones.map(({ id, few, visits: n }) => `${id} ${few === true ? 'few' : (n ?? '–')}`);
  return `${from.slice(11, 16)}  visits: ${visits.join(', ') || 'none'}`;
}
