import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { CountRow, IndoorRow } from '../../core/privacy/rows.ts';
import { shiftRowText } from '../../core/time/shift-row-text.ts';
import type { Links } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import { openEmbeddedBroker } from '../../sim/kernel/embedded-broker.ts';
import { VirtualClock } from '../../sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../sim/scenario/sim-store.ts';
import { openSqliteEventStore } from '../../storage/sqlite-event-store.ts';
import { systemClock } from '../../system/clock.ts';
import { createLog } from '../../system/log.ts';
import { ConsoleFeed } from '../console/console-feed.ts';
import { CloudTable } from '../demo/cloud-table.ts';
import { LiveView } from '../demo/live-view.ts';
import { openDemoConsole } from '../demo/open-demo-console.ts';
import { writeEarlierSettings } from '../demo/write-earlier-settings.ts';
import { createUplinkFactory } from '../gateway/create-uplink-factory.ts';
import { FIRST_COUNT_MS, Gateway } from '../gateway/gateway.ts';
import { GatewayRunner } from '../gateway/gateway-runner.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../gateway/window-codec.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import type { DemoStore } from '../sim/demo-store.ts';
import { DEMO_FROM_MS, DEMO_PAST, DEMO_PAST_DAYS, openDemoStore } from '../sim/demo-store.ts';
import { writePast } from '../sim/write-past.ts';

const NEXT_STEPS = `Next:
  lintel check store.yaml             settings of your own store: config/README.md has every sensor
  lintel run --config store.yaml      count with them
  lintel console pair                 the technician’s pages, on a phone`;

interface DemoOptions {
  readonly once?: boolean;
  readonly speed: number;
  readonly seed: number;
}

/** Length of a run that ends automatically: one hour, plus the time until its last window closes. */
const ONCE_MS = 3_600_000 + 20_000;
const DRAIN_MS = 20_000;
/** The simulated store runs for this long before its pages open, so that they are not empty. */
const LIVED_MS = 12 * 60_000;
const HISTORY_BYTES = 16 * 1024 * 1024;
const REDRAW_MS = 100;

/**
 * `lintel demo`: a simulated store with the real drivers, engine, storage and uplink. It prints a link to the console.
 * A broker inside the program receives the messages.
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
    const opened = await openDemoStore(directory, broker.url, options.speed);
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
  opened: DemoStore,
  view: LiveView,
  environment: Environment,
): Promise<void> {
  const { settings } = opened;
  const { layout, scenario } = opened.shop;
  const clock = new VirtualClock(DEMO_FROM_MS);
  const { links } = createSimStore({ layout, scenario, seed, clock });
  const log = await openLog(environment);
  const watch = new ConsoleFeed(once === true ? 0 : HISTORY_BYTES);
  const host = new GatewayRunner((wanted) => openGateway(wanted, { clock, links, log, watch }));
  watch.follow(host);
  host.onGateway((gateway) => gateway.pipeline.listen(view));
  if (once !== true) {
    environment.terminal.out(`${DEMO_PAST_DAYS} days of the store’s past are made first: some seconds …\n`);
    await makePast(opened, seed, { clock, log });
    await writeEarlierSettings(opened);
  }
  await host.start(settings);
  const pages =
    once === true
      ? undefined
      : await openDemoConsole({ host, watch, log, links, now: () => clock.now(), ...opened });
  const pace = once === true ? 'as fast as it goes' : `×${speed}`;
  if (pages !== undefined) environment.terminal.out(`The console: ${pages.address}\n`);
  const redraw = setInterval(() => {
    const time = new Date(clock.now()).toISOString().slice(11, 19);
    const where = pages?.address ?? `broker ${settings.mqtt?.url ?? ''}`;
    view.draw(`Lintel · a simulated boutique · ${time} (${pace}) · ${where}`);
  }, REDRAW_MS);
  const { stop: signal } = environment;
  if (once === true) await clock.run({ untilMs: DEMO_FROM_MS + ONCE_MS, signal });
  else {
    await clock.run({ untilMs: DEMO_FROM_MS + LIVED_MS, signal });
    await clock.run({ untilMs: Number.POSITIVE_INFINITY, speed, signal });
  }
  clearInterval(redraw);
  await pages?.close();
  await drained(host);
  // The simulated clock has stopped. Stopping the gateway takes time, so the clock continues at the speed of real time.
  const over = new AbortController();
  const passing = clock.run({ untilMs: Number.POSITIVE_INFINITY, speed: 1, signal: over.signal });
  await host.stop();
  over.abort();
  await passing;
}

/** Logs only problems on a terminal, because the picture of the store covers the screen. */
function openLog({ logLevel, terminal }: Environment): Promise<Log> {
  const level = terminal.isInteractive || logLevel === 'info' ? 'warn' : logLevel;
  return createLog({ level, onTerminal: true, fd: 2 });
}

interface DemoWorld {
  readonly clock: VirtualClock;
  readonly links: Links;
  readonly log: Log;
  /** Live data for the console. */
  readonly watch: ConsoleFeed;
}

/** Fills storage with weeks of history before the demo starts, so that its pages can compare days and weeks. */
async function makePast(opened: DemoStore, seed: number, { clock, log }: Pick<DemoWorld, 'clock' | 'log'>) {
  const store = await openStore(opened.settings, { clock, log });
  await writePast({ ...DEMO_PAST, shop: opened.shop, settings: opened.settings, seed, store, log });
  await store.close();
}

function openStore({ storage }: Settings, { clock, log }: Pick<DemoWorld, 'clock' | 'log'>) {
  return openSqliteEventStore({
    directory: join(storage.directory, 'ring'),
    maxBytes: storage.maxMegabytes * 1024 * 1024,
    bootId: 'demo',
    clock,
    log,
    mergeRows: mergeEncodedRows,
    shiftRow: shiftRowText,
    shiftWindow: shiftEncodedWindow,
  });
}

async function openGateway(settings: Settings, { clock, links, log, watch }: DemoWorld): Promise<Gateway> {
  const store = await openStore(settings, { clock, log });
  // The uplink talks to a real broker, so it needs the real clock.
  const real = { clock: systemClock, log, random: Math.random };
  const wire = { bootId: 'demo', version: readVersion(), event: () => undefined, ...real };
  return new Gateway({
    settings,
    links,
    store,
    openUplink: createUplinkFactory(settings, wire),
    clock,
    timeQuality: () => 'synced',
    random: () => 0.5,
    tracks: watch.tracks,
    tags: watch.tags,
    firstCountMs: FIRST_COUNT_MS,
    keptDirectory: settings.storage.directory,
    log,
    version: readVersion(),
  });
}

/** Waits until the broker has acknowledged the whole outbox, but not longer than DRAIN_MS. */
async function drained(host: GatewayRunner): Promise<void> {
  const deadlineMs = performance.now() + DRAIN_MS;
  while (host.gateway.status().store.outboxRows > 0 && performance.now() < deadlineMs)
    await systemClock.sleep(20);
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
