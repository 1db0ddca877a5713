import { execFile } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { GatewayError } from '../../core/model/gateway-error.ts';

/**
 * Makes a P-256 key, writes it to `keyFile`, and returns a certificate request for it (PKCS #10, RFC 2986). Needs
 * openssl.
 */
export async function makeSigningRequest(keyFile: string, name: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('openssl', [
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256'],
      // An unescaped slash would begin another part of the subject.
      ...['-subj', `/CN=${name.replaceAll('/', '\\/')}`, '-keyout', keyFile],
    ]);
    chmodSync(keyFile, 0o600);
    return stdout;
  } catch (error) {
    throw new GatewayError('LINK_NOT_FOUND', 'no key could be made; is openssl installed?', error);
  }
}

/**
 * Signs a certificate request with the key in use, to prove who asks for a renewal. Returns ECDSA-SHA256 (DER) as
 * Base64.
 */
export function signRequest(csr: string, keyFile: string): string {
  return sign('sha256', Buffer.from(csr), createPrivateKey(readFileSync(keyFile))).toString('base64');
}
