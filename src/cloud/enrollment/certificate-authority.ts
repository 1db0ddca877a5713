import { execFile } from 'node:child_process';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface AuthorityFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Returns the common name in a certificate request. Undefined when the signature is invalid or the key is not P-256.
 */
export async function readCommonName(csr: string): Promise<string | undefined> {
  return await inFolder(async (folder) => {
    const file = join(folder, 'request.pem');
    writeFileSync(file, csr);
    const show = ['req', '-in', file, '-verify', '-noout', '-subject', '-nameopt', 'multiline', '-text'];
    const said = await run('openssl', show).catch(() => undefined);
    if (said === undefined || !/ASN1 OID: prime256v1/.test(said.stdout)) return undefined;
    return /^\s*commonName\s*= (.+)$/m.exec(said.stdout)?.[1];
  });
}

/**
 * Issues a client certificate for the key in the request and for the name `subject`. Ignores all other content of the
 * request.
 */
export async function issue(
  authority: AuthorityFiles,
  { csr, subject, days }: { readonly csr: string; readonly subject: string; readonly days: number },
): Promise<string> {
  return await inFolder(async (folder) => {
    const [request, extensions] = [join(folder, 'request.pem'), join(folder, 'extensions')];
    writeFileSync(request, csr);
    writeFileSync(
      extensions,
      'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n',
    );
    const { stdout } = await run('openssl', [
      ...['x509', '-req', '-in', request, '-CA', authority.certFile, '-CAkey', authority.keyFile],
      ...['-days', String(days), '-sha256', '-subj', subject, '-extfile', extensions],
      ...['-set_serial', `0x${randomSerial()}`],
    ]);
    return stdout;
  });
}

/** Returns whether the request was signed with the private key of this certificate. */
export function isSignedBy(certificate: string, csr: string, signature: string): boolean {
  try {
    const key = createPublicKey(
      new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    return verify('sha256', Buffer.from(csr), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

export function computeFingerprint(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Returns a serial number with 126 random bits. The CA/Browser Forum requires at least 64. */
function randomSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-ca-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
