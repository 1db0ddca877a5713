import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One certificate that was issued. */
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

/** What was issued to whom, one line of JSON each, only ever added to: for renewals, for revoking, for an auditor. */
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

  /** Certificates of a device that have not ended, oldest first: of the newest it may never have heard. */
  valid(device: Device, now: number): readonly Issued[] {
    return (this.#issued.get(keyOf(device)) ?? []).filter(({ until }) => Date.parse(until) > now);
  }

  /** On the disk when it returns: nothing is handed out that is not in the ledger. */
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

/** A line that a power cut left half-written counts as never written. */
function parseLine(line: string): Issued | undefined {
  try {
    const issued = JSON.parse(line) as Issued;
    return typeof issued.certificate === 'string' ? issued : undefined;
  } catch {
    return undefined;
  }
}
