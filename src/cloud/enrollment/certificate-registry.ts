import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** An issued certificate, as stored in the registry file. */
export interface Issued {
  readonly at: string;
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly serial: string;
  readonly renewal: boolean;
  readonly fingerprint: string;
  readonly until: string;
  readonly certificate: string;
}

type Device = Pick<Issued, 'tenant' | 'store' | 'gateway'>;

/**
 * The registry of issued certificates, one line of JSON each. Lines are never changed or removed, so that renewals,
 * revocations and auditors can rely on them.
 */
export class CertificateRegistry {
  readonly #path: string;
  readonly #issued = new Map<string, Issued[]>();

  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const issued = parseLine(line);
      if (issued !== undefined) this.#keep(issued);
    }
  }

  /**
   * Returns the certificates of a device that have not expired, oldest first. All count, because the device may never
   * have received the newest.
   */
  valid(device: Device, now: number): readonly Issued[] {
    return (this.#issued.get(keyOf(device)) ?? []).filter(({ until }) => Date.parse(until) > now);
  }

  /**
   * Appends a certificate and waits until it is on disk. So the device never gets a certificate that is not recorded.
   */
  add(issued: Issued): void {
    const file = openSync(this.#path, 'a', 0o600);
    try {
      writeSync(file, `${JSON.stringify(issued)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#keep(issued);
  }

  #keep(issued: Issued): void {
    const key = keyOf(issued);
    this.#issued.set(key, [...(this.#issued.get(key) ?? []), issued]);
  }
}

function keyOf({ tenant, store, gateway }: Device): string {
  return `${tenant}/${store}/${gateway}`;
}

/** Returns undefined for a line that a power cut left incomplete: its certificate was not handed out. */
function parseLine(line: string): Issued | undefined {
  try {
    const issued = JSON.parse(line) as Issued;
    return typeof issued.certificate === 'string' ? issued : undefined;
  } catch {
    return undefined;
  }
}
