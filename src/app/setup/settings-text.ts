import { SETTINGS_VERSION } from '../../config/schema.ts';
import type { Answers } from './answers.ts';

export interface MqttFiles {
  readonly caFile?: string;
  readonly claim?: { readonly certFile: string; readonly keyFile: string };
}

/** A first settings file, with comments on the next steps. */
export function settingsText(
  { tenant, store, gateway, timezone, broker }: Answers,
  files: MqttFiles,
): string {
  const mqtt = [
    `  url: ${broker}`,
    ...(files.caFile === undefined ? [] : [`  caFile: ${files.caFile}`]),
    ...(files.claim === undefined
      ? []
      : [
          '  # Exchanged for the device’s own certificate at the first connection.',
          '  enrollment:',
          `    claimCertFile: ${files.claim.certFile}`,
          `    claimKeyFile: ${files.claim.keyFile}`,
        ]),
  ];
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
    'mqtt:',
    ...mqtt,
    '',
  ].join('\n');
}
