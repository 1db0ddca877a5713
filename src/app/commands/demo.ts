import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { Json } from '../../core/model/ids.ts';
import type { SummaryMessage } from '../../ports/contract.ts';
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
import { Gateway } from '../gateway/gateway.ts';
import { mergeEncodedWindows, shiftEncodedWindow } from '../gateway/window-codec.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import type { OpenScenario } from '../sim/open-scenario.ts';
import { openScenario, readScenario } from '../sim/open-scenario.ts';

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
    for (const line of summaryLines(topic, text)) view?.published(line);
  });
  try {
    const opened = await openDemo(directory, broker.url);
    const { settings } = opened;
    const zones = settings.zones.map(({ id }) => id);
    view = new LiveView({ terminal, cloud, zones, now: () => performance.now() });
    await runStore(options, opened, view, environment);
    terminal.out(`\n${cloud.text()}\n`);
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
    mergeWindows: mergeEncodedWindows,
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
  const own = { storage: { directory }, mqtt: { url, reconnect } };
  return openScenario({ ...trees, settings: { ...(trees.settings as Record<string, Json>), ...own } });
}

/** Waits until the broker has everything that is in the outbox. */
async function drained(store: EventStore): Promise<void> {
  const deadlineMs = performance.now() + DRAIN_MS;
  while (store.status().outboxRows > 0 && performance.now() < deadlineMs) await systemClock.sleep(20);
}

function summaryLines(topic: string, text: string): string[] {
  if (!topic.endsWith('/summary')) return [`${topic} ${text}`];
  return (JSON.parse(text) as SummaryMessage).windows.map(({ window }) => {
    const zones = window.zones
      .filter((zone) => (zone.visits ?? 0) > 0)
      .map((zone) => `${zone.zone} ${zone.visits}`);
    const doors = window.doors.map((door) => `${door.door} +${door.in ?? '–'} −${door.out ?? '–'}`);
    const time = window.startAt.slice(11, 16);
    return `${time}  r${window.revision}  ${doors.join('  ')}   visits: ${zones.join(', ') || 'none'}`;
  });
}
