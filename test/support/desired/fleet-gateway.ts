import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SettingsService } from '../../../src/app/console/settings-service.ts';
import { openDesiredSettings } from '../../../src/app/desired/open-desired.ts';
import { restoreInterruptedTrial } from '../../../src/app/desired/restore-trial.ts';
import { createUplinkFactory } from '../../../src/app/gateway/create-uplink-factory.ts';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { GatewayRunner } from '../../../src/app/gateway/gateway-runner.ts';
import { createHardwareLinks } from '../../../src/app/gateway/hardware-links.ts';
import { mergeEncodedRows } from '../../../src/app/gateway/window-codec.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { checkSettings } from '../../../src/config/load-settings.ts';
import type { Settings } from '../../../src/config/schema.ts';
import { GatewayError } from '../../../src/core/model/gateway-error.ts';
import type { SerialLink } from '../../../src/ports/links.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { silentLog } from '../../../src/system/log.ts';

/** A counter that speaks at 9,600 baud, and at no other. */
const COUNTER: SerialLink = {
  lines: ({ baudRate }, signal) => readings(baudRate, signal),
  openDuplex: () => Promise.reject(new Error('this counter only speaks')),
};

async function* readings(baudRate: number, signal: AbortSignal): AsyncGenerator<string> {
  for (let total = 1; ; total++) {
    await sleep(1_000, undefined, { signal });
    if (baudRate !== 9_600) throw new GatewayError('LINK_UNREADABLE', 'the counter speaks at 9600 baud');
    yield `C,${total},${total}`;
  }
}

export interface FleetGateway {
  /** What its settings file says now. */
  text(): string;
  stop(): Promise<void>;
}

/**
 * A whole gateway but for its hardware, console and service: the product's own storage, uplink, settings and trials, as
 * `lintel run` puts them together. `config`: its settings file, as `lintel setup` writes it.
 */
export async function startFleetGateway(config: string): Promise<FleetGateway> {
  restoreInterruptedTrial(config, systemClock.now(), silentLog);
  const schema = await settingsSchema();
  const read = (): Settings => {
    const { settings, problems } = checkSettings(config, schema);
    if (settings === undefined) throw new Error(JSON.stringify(problems));
    return settings;
  };
  const settings = read();
  const { directory } = settings.storage;
  const host: GatewayRunner = new GatewayRunner((next) => openGateway(next, () => desired));
  const historyDirectory = join(directory, 'settings-history');
  const file = new SettingsService({
    ...{ path: config, historyDirectory, schema, now: systemClock.now },
    reload: () => host.swap(read()),
  });
  const desired = openDesiredSettings({
    ...{ host, settings, file, log: silentLog, clock: systemClock, timeQuality: () => 'synced' as const },
    ...{ bootId: `boot-${settings.store.id}`, trialPath: join(historyDirectory, 'trial.json') },
  });
  await host.start(settings);
  desired.start();
  return {
    text: () => readFileSync(config, 'utf8'),
    stop: async () => {
      await desired.stop();
      await host.stop();
    },
  };
}

async function openGateway(
  settings: Settings,
  desired: () => ReturnType<typeof openDesiredSettings>,
): Promise<Gateway> {
  const bootId = `boot-${settings.store.id}`;
  const ring = { directory: join(settings.storage.directory, 'ring'), maxBytes: 16 * 1024 * 1024, bootId };
  const shared = { clock: systemClock, log: silentLog, random: Math.random, version: '0.0.0' };
  const gateway: Gateway = new Gateway({
    ...{ ...shared, settings, timeQuality: () => 'synced' },
    links: { ...createHardwareLinks({ modelFolders: [], tags: [] }), serial: COUNTER },
    store: await openFailoverStore({ ...ring, clock: systemClock, mergeRows: mergeEncodedRows }),
    openUplink: createUplinkFactory(settings, {
      ...{ ...shared, bootId, event: (event) => gateway.event(event), desired: desired() },
    }),
  });
  return gateway;
}

/** A settings file as a USB drive brings it, in a folder of its own. */
export function writeDeviceSettings(folder: string, text: string, mqtt: object): string {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const config = join(folder, 'store.yaml');
  const reconnect = {
    initialDelaySeconds: 1,
    maxDelaySeconds: 5,
    gatewayOffsetSeconds: 0,
    bootJitterSeconds: 0,
  };
  const more = {
    storage: { directory: join(folder, 'data'), maxMegabytes: 16 },
    mqtt: { ...mqtt, reconnect },
  };
  writeFileSync(
    config,
    `${text}${Object.entries(more)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      .join('')}`,
  );
  return config;
}
