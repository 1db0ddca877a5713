import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface CertificateOptions {
  /** The file names' stem and the common name. */
  readonly name: string;
  /** Host names and addresses; without any, a client certificate. */
  readonly hosts?: readonly string[];
  /** Days until it ends; -1 ended yesterday. */
  readonly days?: number;
}

/** A certificate authority of one test, made by openssl in the folder given. */
export class TestAuthority {
  readonly caFile: string;
  readonly #directory: string;
  readonly #keyFile: string;

  constructor(directory: string, name = 'ca') {
    this.#directory = directory;
    this.caFile = join(directory, `${name}.crt`);
    this.#keyFile = join(directory, `${name}.key`);
    const subject = ['-subj', `/CN=${name}`, '-days', '30'];
    openssl(['req', '-x509', ...newKey(this.#keyFile), ...subject, '-out', this.caFile]);
  }

  issue({ name, hosts = [], days = 30 }: CertificateOptions): CertificateFiles {
    const file = (ending: string): string => join(this.#directory, `${name.replaceAll('/', '-')}.${ending}`);
    const subject = `/CN=${name.replaceAll('/', '\\/')}`;
    openssl(['req', ...newKey(file('key')), '-subj', subject, '-out', file('csr')]);
    const names = hosts.map((host) => `${/^[\d.]+$/.test(host) ? 'IP' : 'DNS'}:${host}`);
    writeFileSync(file('ext'), names.length === 0 ? '' : `subjectAltName=${names.join(',')}\n`);
    const signer = ['-CA', this.caFile, '-CAkey', this.#keyFile, '-CAcreateserial', '-days', String(days)];
    openssl(['x509', '-req', '-in', file('csr'), ...signer, '-extfile', file('ext'), '-out', file('crt')]);
    return { certFile: file('crt'), keyFile: file('key') };
  }
}

function newKey(keyFile: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
}

function openssl(parameters: readonly string[]): void {
  execFileSync('openssl', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
}
