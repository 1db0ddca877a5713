import { renderUnicodeCompact } from 'uqr';
import { askControlSocket } from '../../system/control-socket.ts';
import type { PairingCode } from '../console/open-pages.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { noAnswerText } from '../service/no-answer.ts';
import { findDataDirectory } from '../settings/find-data-directory.ts';
import { usableSettings } from '../settings/usable-settings.ts';

interface PairOptions {
  readonly config: string;
  readonly role: 'technician' | 'viewer';
  readonly lan: boolean;
}

/** `lintel console pair`: prints a one-time code from the running gateway, to pair a browser. */
export async function pairCommand(options: PairOptions, { terminal }: Environment): Promise<number> {
  const settings = await usableSettings(options.config, (text) => terminal.err(text));
  const directory = settings?.storage.directory ?? findDataDirectory(options.config);
  const { role, lan } = options;
  const request = { ask: 'pair', role, lan } as const;
  const answer = (await askControlSocket(directory, request)) as
    | PairingCode
    | { readonly error: string }
    | undefined;
  if (answer === undefined || 'error' in answer) {
    const why = answer?.error ?? noAnswerText(directory);
    terminal.err(`${why}\n`);
    return settings === undefined ? EXIT.badSettings : EXIT.failed;
  }
  terminal.out(pairingText(answer, role, terminal.isInteractive));
  return EXIT.ok;
}

/** Returns the first address, which contains the code, as a QR code for the camera of a phone. */
function qrText({ code, addresses: [address] }: PairingCode, isInteractive: boolean): string[] {
  return address === undefined || !isInteractive
    ? []
    : [renderUnicodeCompact(`${address}/#pair/${code}`), ''];
}

function pairingText(pairing: PairingCode, role: string, isInteractive: boolean): string {
  const { code, lifeSeconds, addresses, fingerprint } = pairing;
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
    ...qrText(pairing, isInteractive),
  ].join('\n');
}
