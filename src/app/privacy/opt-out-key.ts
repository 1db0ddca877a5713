import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { PseudonymSettings } from '../../ports/ble-channel.ts';

const HOUR_MS = 3_600_000;
const KEY_BYTES = 32;
const OTHERS = 0o077;

/** Returns options for the radio processes if pseudonyms are kept longer than 5 minutes, otherwise an empty object. */
export function pseudonymSettings({ privacy }: Pick<Settings, 'privacy'>): {
  readonly pseudonyms?: PseudonymSettings;
} {
  const { extendedPseudonyms } = privacy;
  if (extendedPseudonyms === undefined) return {};
  const { lifetimeHours, optOut } = extendedPseudonyms;
  const keyHex = readOptOutKey(optOut.keyFile);
  return { pseudonyms: { epochMs: lifetimeHours * HOUR_MS, optOuts: { keyHex, digests: optOut.digests } } };
}

/**
 * Reads the key by which opted-out addresses are recognised. Throws when it is missing, or when other users can read
 * it.
 */
function readOptOutKey(path: string): string {
  if (!existsSync(path))
    throw wrong(
      `privacy.extendedPseudonyms.optOut.keyFile: '${path}' is not there; run \`lintel privacy opt-out\``,
    );
  if ((statSync(path).mode & OTHERS) !== 0)
    throw wrong(`privacy.extendedPseudonyms.optOut.keyFile: others can read it; run chmod 600 '${path}'`);
  const key = readFileSync(path, 'utf8').trim();
  if (!new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`).test(key))
    throw wrong(
      `privacy.extendedPseudonyms.optOut.keyFile: '${path}' is no key of ${KEY_BYTES} bytes as hexadecimal`,
    );
  return key;
}

/** Returns the key. Makes one if there is none yet. */
export function ensureOptOutKey(path: string): string {
  if (!existsSync(path)) writeDurably(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, 0o600);
  return readOptOutKey(path);
}

function wrong(message: string): GatewayError {
  return new GatewayError('SETTINGS_INVALID', message);
}
