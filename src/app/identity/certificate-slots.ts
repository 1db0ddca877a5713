import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncDirectory, writeDurably } from '../../files/durable-file.ts';

export interface Identity {
  readonly certFile: string;
  readonly keyFile: string;
  readonly validFrom: number;
  readonly validTo: number;
}

const SLOTS = ['a', 'b'] as const;
type Slot = (typeof SLOTS)[number];

/**
 * Two slots, each for a key and its certificate, and a pointer to the slot in use. A new certificate goes into the
 * other slot. The pointer moves after the broker has accepted the certificate. So even a power cut leaves at least one
 * complete slot.
 */
export class CertificateSlots {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Paths of the certificate and key in use. They stay the same when the pointer moves. */
  get paths(): { readonly certFile: string; readonly keyFile: string } {
    return this.#files('current');
  }

  /**
   * Returns the identity in the slot in use. If that is damaged, switches to the other slot. Undefined when both are
   * unusable.
   */
  current(): Identity | undefined {
    const pointed = this.#pointed();
    const found = pointed && this.#read(pointed);
    if (found !== undefined) return found;
    const spare = SLOTS.find((slot) => slot !== pointed && this.#read(slot) !== undefined);
    if (spare === undefined) return undefined;
    this.#point(spare);
    return this.#read(spare);
  }

  /** Empties the other slot for a new key. The slot in use does not change. */
  stage(): { readonly slot: Slot; readonly keyFile: string; readonly certFile: string } {
    const slot = this.#pointed() === 'a' ? 'b' : 'a';
    const folder = join(this.#directory, slot);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { slot, ...this.#files(slot) };
  }

  /** Writes the certificate into a slot. Returns false when it does not match the key in the slot. */
  put(slot: Slot, certificate: string): boolean {
    writeDurably(this.#files(slot).certFile, certificate);
    return this.#read(slot) !== undefined;
  }

  /** Deletes a certificate that the broker refused, so that it is never used. */
  drop(slot: Slot): void {
    rmSync(this.#files(slot).certFile, { force: true });
  }

  use(slot: Slot): void {
    this.#point(slot);
  }

  #point(slot: Slot): void {
    const fresh = join(this.#directory, 'current.new');
    rmSync(fresh, { force: true });
    symlinkSync(slot, fresh);
    renameSync(fresh, join(this.#directory, 'current'));
    syncDirectory(this.#directory);
  }

  #pointed(): Slot | undefined {
    const pointer = join(this.#directory, 'current');
    try {
      const target = lstatSync(pointer).isSymbolicLink() ? readlinkSync(pointer) : '';
      return SLOTS.find((slot) => slot === target);
    } catch {
      return undefined;
    }
  }

  #files(slot: string): { readonly certFile: string; readonly keyFile: string } {
    const folder = join(this.#directory, slot);
    return { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  }

  #read(slot: Slot): Identity | undefined {
    const files = this.#files(slot);
    if (!existsSync(files.certFile) || !existsSync(files.keyFile)) return undefined;
    try {
      const certificate = new X509Certificate(readFileSync(files.certFile));
      if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(files.keyFile)))) return undefined;
      return {
        ...files,
        validFrom: certificate.validFromDate.getTime(),
        validTo: certificate.validToDate.getTime(),
      };
    } catch {
      return undefined;
    }
  }
}
