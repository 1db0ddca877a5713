import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseSettings } from '../../config/parse-settings.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { Links } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import type { Machine } from '../../system/doctor/machine.ts';
import type { ConsoleFeed } from '../console/console-feed.ts';
import { createConsoleServices } from '../console/console-services.ts';
import { SettingsService } from '../console/settings-service.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';
import { readVersion } from '../process/version.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import { SPARE_PORT } from '../sim/demo-store.ts';

interface DemoConsoleOptions {
  readonly host: GatewayRunner;
  readonly watch: ConsoleFeed;
  readonly log: Log;
  readonly now: () => EpochMs;
  readonly settingsPath: string;
  readonly directory: string;
  readonly historyDirectory: string;
  /** Simulated serial ports. The search for devices reads these instead of the ports of this machine. */
  readonly links: Pick<Links, 'serial'>;
}

/** A machine with one connected counter that no sensor uses yet. */
const SIMULATED: Machine = {
  names: (path) => (SPARE_PORT.startsWith(`${path}/`) ? [basename(SPARE_PORT)] : []),
  text: () => undefined,
  run: () => Promise.resolve(undefined),
};

/** Ports to try. The first is the usual one, so that the link stays the same; 0 is any free port. */
const PORTS = [8080, 0];

/** Opens the console of the demo, for browsers on this machine. It needs no pairing, because the store is simulated. */
export async function openDemoConsole(
  options: DemoConsoleOptions,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { host, log, settingsPath: path, historyDirectory, links, ...own } = options;
  const schema = await settingsSchema();
  const reload = async () => {
    const { settings } = parseSettings(readFileSync(path, 'utf8'), schema);
    if (settings === undefined) throw new GatewayError('SETTINGS_INVALID', 'the settings are not usable');
    await host.swap(settings);
  };
  const { openConsole } = await import('../../web/console-server.ts');
  const parts = {
    ...createConsoleServices({
      ...{ ...own, host, schema, devices: { machine: SIMULATED, serial: links.serial } },
      file: new SettingsService({ now: own.now, path, historyDirectory, schema, reload }),
    }),
    ...{ host: '127.0.0.1', lanPort: 0, version: readVersion(), log, isOpen: true },
    tls: () => Promise.reject(new GatewayError('LINK_NOT_FOUND', 'the demo is for this machine alone')),
    nowMs: () => performance.now(),
  };
  const open = async ([port = 0, ...others]: readonly number[]): Promise<
    Awaited<ReturnType<typeof openConsole>>
  > => {
    try {
      return await openConsole({ ...parts, port });
    } catch (error) {
      if (others.length === 0) throw error;
      return await open(others);
    }
  };
  const console_ = await open(PORTS);
  return { address: `http://127.0.0.1:${console_.port}/`, close: () => console_.close() };
}
