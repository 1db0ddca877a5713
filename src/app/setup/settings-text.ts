import { stringify } from 'yaml';
import { SETTINGS_VERSION } from '../../config/schema.ts';
import type { Answers } from './answers.ts';

/** How the device authenticates at the broker, and the key of those who may change its settings remotely. */
export interface MqttFiles {
  readonly caFile?: string;
  readonly claim?: { readonly certFile: string; readonly keyFile: string };
  readonly username?: string;
  readonly passwordFile?: string;
  readonly settingsKeyFile?: string;
}

/** Returns the section `mqtt` of a settings file. */
export function toMqttSection(broker: string, { claim, ...files }: MqttFiles): object {
  const enrollment = claim && { claimCertFile: claim.certFile, claimKeyFile: claim.keyFile };
  return { url: broker, ...files, ...(enrollment && { enrollment }) };
}

/** Returns the text of a first settings file, with comments that explain the next steps. */
export function settingsText(
  { tenant, store, gateway, timezone, broker }: Answers,
  files: MqttFiles,
): string {
  const mqtt = stringify({ mqtt: toMqttSection(broker, files) }, { lineWidth: 0 });
  return [
    '# What this store is and what it senses. `lintel check` says what is wrong with it; the console edits it too.',
    `version: ${SETTINGS_VERSION}`,
    `tenant: ${tenant}`,
    `gateway: ${gateway}`,
    `store: { id: ${store}, timezone: ${timezone} }`,
    '',
    '# One entry a device; `lintel doctor` lists the ports and cameras that are here.',
    'sensors: []',
    '',
    '# Drawn on the console: `lintel console pair` shows the code for a phone.',
    'zones: []',
    'lines: []',
    'doors: []',
    '',
    ...(files.claim === undefined
      ? []
      : ['# The claim is exchanged for the device’s own certificate at the first connection.']),
    mqtt,
  ].join('\n');
}
