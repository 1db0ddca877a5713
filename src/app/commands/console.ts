import { checkSettings, problemsText } from '../../config/load-settings.ts';
import { askControlSocket } from '../../system/control-socket.ts';
import type { PairingCode } from '../console/open-pages.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

interface PairOptions {
  readonly config: string;
  readonly role: 'technician' | 'viewer';
  readonly lan: boolean;
}

/** `lintel console pair`: a one-time code from the running gateway. */
export async function pairCommand(options: PairOptions, { terminal }: Environment): Promise<number> {
  const { settings, problems } = checkSettings(options.config, await settingsSchema());
  if (settings === undefined) {
    terminal.err(`${problemsText(options.config, problems)}\n`);
    return EXIT.badSettings;
  }
  const { role, lan } = options;
  const request = { ask: 'pair', role, lan } as const;
  const answer = (await askControlSocket(settings.storage.directory, request)) as
    | PairingCode
    | { readonly error: string }
    | undefined;
  if (answer === undefined || 'error' in answer) {
    const why = answer?.error ?? `no gateway runs with its data in ${settings.storage.directory}`;
    terminal.err(`${why}\n`);
    return EXIT.failed;
  }
  terminal.out(pairingText(answer, role));
  return EXIT.ok;
}

function pairingText({ code, lifeSeconds, addresses, fingerprint }: PairingCode, role: string): string {
  const trust =
    fingerprint === null
      ? []
      : [
          'The browser will warn once: the certificate is the device’s own. Its SHA-256 must be',
          `  ${fingerprint}`,
        ];
  return [
    `Code for a ${role}: ${code}   (once, within ${lifeSeconds / 60} minutes)`,
    'Open one of these and type it in:',
    ...addresses.map((address) => `  ${address}/`),
    ...trust,
    '',
  ].join('\n');
}
