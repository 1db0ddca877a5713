import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GatewayError } from '../../core/model/gateway-error.ts';

/**
 * Validity of the certificate. Browsers refuse certificates that are valid for longer (CA/Browser Forum, ballot SC-22).
 */
const LIFE_DAYS = 397;
const RENEW_BEFORE_MS = 30 * 86_400_000;

export interface DeviceCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 fingerprint of the certificate, in the notation that browsers show. */
  readonly fingerprint: string;
}

/**
 * Returns the self-signed certificate with which the console is served in the LAN. Makes a new one when there is none
 * or it expires soon. Needs openssl.
 */
export async function deviceCertificate(directory: string, now: number): Promise<DeviceCertificate> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const paths = { cert: join(directory, 'console.crt'), key: join(directory, 'console.key') };
  const kept = readIfGood(paths, now);
  if (kept !== undefined) return kept;
  await makeCertificate(paths);
  const made = readIfGood(paths, now);
  if (made === undefined)
    throw new GatewayError('SETTINGS_UNREADABLE', `the certificate in ${directory} is not usable`);
  return made;
}

function readIfGood(paths: { cert: string; key: string }, now: number): DeviceCertificate | undefined {
  if (!existsSync(paths.cert) || !existsSync(paths.key)) return undefined;
  const [cert, key] = [readFileSync(paths.cert, 'utf8'), readFileSync(paths.key, 'utf8')];
  try {
    const { validToDate, fingerprint256 } = new X509Certificate(cert);
    if (validToDate.getTime() - now < RENEW_BEFORE_MS) return undefined;
    return { cert, key, fingerprint: fingerprint256 };
  } catch {
    return undefined;
  }
}

async function makeCertificate(paths: { cert: string; key: string }): Promise<void> {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0)
    .map(({ address }) => `IP:${address}`);
  const names = [`DNS:${hostname()}`, `DNS:${hostname()}.local`, ...addresses].join(',');
  const fresh = { cert: `${paths.cert}.new`, key: `${paths.key}.new` };
  try {
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256'],
      ...['-days', String(LIFE_DAYS), '-subj', `/CN=${hostname()}`, '-addext', `subjectAltName=${names}`],
      ...['-addext', 'extendedKeyUsage=serverAuth', '-keyout', fresh.key, '-out', fresh.cert],
    ]);
  } catch (error) {
    throw new GatewayError(
      'SETTINGS_UNREADABLE',
      'the console’s certificate could not be made; is openssl installed?',
      error,
    );
  }
  renameSync(fresh.key, paths.key);
  renameSync(fresh.cert, paths.cert);
}
