import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsoleFeed } from '../../../src/app/console/console-feed.ts';
import { createConsoleServices } from '../../../src/app/console/console-services.ts';
import { SettingsService } from '../../../src/app/console/settings-service.ts';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { GatewayRunner } from '../../../src/app/gateway/gateway-runner.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import type { Json } from '../../../src/core/model/ids.ts';
import type { ConsoleDependencies } from '../../../src/ports/console/console.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../silent-log.ts';
import { FakeLamps, localNetwork } from './reacting-store.ts';

export interface SimulatedStore {
  /** What a console may ask of it. */
  readonly parts: ConsoleDependencies;
  readonly settingsPath: string;
  close(): Promise<void>;
}

/** What the shop has been through before anybody looks. */
const LIVED_MS = 12 * 60_000;

/** What the boutique has not: walls, names, and a camera that nobody plugged in. */
const MORE = {
  floor:
    'floor: { widthMetres: 12, heightMetres: 8, walls: [[[0, 0], [12, 0], [12, 8], [0, 8], [0, 0]], [[6, 0], [6, 1.6]]] }',
  sensors: `sensors:
  - { id: stock-cam, type: camera, name: Stock room, source: { rtsp: "rtsp://sim/nowhere" }, widthPx: 1280, heightPx: 720 }`,
  till: 'id: till, name: Till,',
  rules: `outputs:
  - { id: till-lamp, type: udp, host: player.local, port: 5000, on: "on", off: "off" }
rules:
  - { id: till-busy, name: Somebody is at the till, when: { people: { zone: till } }, then: [{ output: till-lamp }] }
  - { id: sensor-away, name: A sensor is away, when: { fault: any }, for: 5s, then: [{ output: till-lamp }] }
`,
};

/** The whole gateway in a simulated boutique, some minutes after it opened, going on at the pace of life. */
export async function openSimulatedStore(directory: string): Promise<SimulatedStore> {
  const settingsPath = join(directory, 'store.yaml');
  const trees = readScenario('boutique');
  writeFileSync(settingsPath, fullerSettings(readFileSync(trees.settingsPath, 'utf8'), directory));
  const { shop } = await openScenario({ ...trees, scenario: alwaysOpen(trees.scenario) });
  const clock = new VirtualClock(Date.now() - LIVED_MS);
  const { links } = createSimStore({ layout: shop.layout, scenario: shop.scenario, seed: 3, clock });
  const watch = new ConsoleFeed(16 * 1024 * 1024);
  const host = new GatewayRunner(async (settings) => {
    const store = await openSqliteEventStore({
      ...{
        directory: join(directory, 'ring'),
        maxBytes: 64 * 1024 * 1024,
        bootId: 'sim',
        clock,
        log: silentLog,
      },
      ...{ mergeRows: mergeEncodedRows, shiftWindow: shiftEncodedWindow },
    });
    return new Gateway({
      ...{ settings, links, store, openUplink: undefined, clock, log: silentLog, version: '0.1.0' },
      outside: { network: localNetwork, gpio: new FakeLamps() },
      ...{ timeQuality: () => 'synced' as const, random: () => 0.5, tracks: watch.tracks, tags: watch.tags },
    });
  });
  watch.follow(host);
  const schema = await settingsSchema();
  const { settings } = parseSettings(readFileSync(settingsPath, 'utf8'), schema);
  if (settings === undefined) throw new Error('the simulated shop has unusable settings');
  await host.start(settings);
  await clock.run({ untilMs: clock.trueMs() + LIVED_MS });
  const over = new AbortController();
  const living = clock.run({ untilMs: Number.POSITIVE_INFINITY, speed: 1, signal: over.signal });
  const reload = async () => {
    const next = parseSettings(readFileSync(settingsPath, 'utf8'), schema).settings;
    if (next !== undefined) await host.swap(next);
  };
  mkdirSync(join(directory, 'console'), { recursive: true });
  const now = () => clock.now();
  const historyDirectory = join(directory, 'settings-history');
  const file = new SettingsService({ path: settingsPath, historyDirectory, schema, reload, now });
  const parts = createConsoleServices({ host, watch, schema, file, directory, now });
  const close = async () => {
    await host.stop();
    over.abort();
    await living;
  };
  return { parts, settingsPath, close };
}

function fullerSettings(text: string, directory: string): string {
  return `${text
    .replace(/^floor:.*$/m, MORE.floor)
    .replace(/^sensors:$/m, MORE.sensors)
    .replace('id: till,', MORE.till)
    .replace(
      'privacy: {',
      'privacy: { cameraPreview: true,',
    )}storage: { directory: ${directory} }\n${MORE.rules}`;
}

/** Whatever the time of day, there are people in it. */
function alwaysOpen(scenario: Json): Json {
  const { opening, ...rest } = scenario as { opening: Record<string, Json> } & Record<string, Json>;
  const always = Object.fromEntries(Object.keys(opening).map((day) => [day, { from: '00:00', to: '24:00' }]));
  const day = new Date().toISOString().slice(0, 10);
  const shift = { from: '00:00', to: '24:00' };
  const staff = [
    { ...shift, post: [9.6, 0.45] },
    { ...shift, post: [4, 2] },
  ];
  return {
    ...rest,
    opening: always,
    day,
    staff,
    visitorsPerHour: new Array(24).fill(45),
    weekdayWeights: new Array(7).fill(1),
  };
}
