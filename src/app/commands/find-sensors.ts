import { stringify } from 'yaml';
import { checkSettings } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { driverTypes, loadDriver } from '../../drivers/registry.ts';
import { createSerialLink } from '../../links/serial/serial-link.ts';
import type { FoundDevice } from '../../ports/console/found-device.ts';
import { openMachine } from '../../system/doctor/machine.ts';
import { findDevices } from '../console/find-devices.ts';
import { openNetworkSearch } from '../console/network-search.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/**
 * `lintel doctor --sensors`: lists connected devices that no sensor uses, with settings that would add them. Changes
 * nothing.
 */
export async function findSensorsCommand(
  { config, json }: { readonly config: string; readonly json?: boolean },
  { terminal }: Environment,
): Promise<number> {
  const found = await findDevices({
    machine: openMachine(),
    serial: createSerialLink(),
    settings: await presentSettings(config),
    drivers: () => Promise.all(driverTypes.map(loadDriver)),
    network: openNetworkSearch(),
  });
  terminal.out(json === true ? `${JSON.stringify(found, undefined, 2)}\n` : foundText(found));
  return EXIT.ok;
}

/** Returns the settings in use. If there are none, all devices are free. */
async function presentSettings(config: string): Promise<() => Pick<Settings, 'sensors'>> {
  try {
    const { settings } = checkSettings(config, await settingsSchema());
    return () => settings ?? { sensors: [] };
  } catch {
    return () => ({ sensors: [] });
  }
}

export function foundText(found: readonly FoundDevice[]): string {
  if (found.length === 0) return 'Nothing that is not used yet was found.\n';
  return found.map(deviceText).join('\n');
}

function deviceText({ kind, path, name, lines, suggestion }: FoundDevice, i: number): string {
  const head = `${kind}: ${path}${name === null ? '' : ` (${name})`}`;
  const sent = lines.map((line) => `  sends: ${line}`);
  const add =
    suggestion === null
      ? ['  add it by hand: see config/sensors']
      : ['  add below sensors:', ...indented(stringify([{ id: `found-${i + 1}`, ...suggestion }]))];
  return `${[head, ...sent, ...add].join('\n')}\n`;
}

function indented(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
}
