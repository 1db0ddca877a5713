import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DoorAudit } from '../../core/door-audit/audit-stamp.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { AuditRecord, SignedAudit } from '../../ports/audit-record.ts';

/** Stores finished audits, one file each. Each is signed with a key that never leaves the device. */
export class AuditFiles {
  readonly #directory: string;
  #seen: { readonly atMs: number; readonly doors: readonly DoorAudit[] } | undefined;

  /** `directory` is the gateway's data directory. */
  constructor(directory: string) {
    this.#directory = join(directory, 'audits');
  }

  /** Returns all audits, newest first. Leaves out files that cannot be read. */
  list(): readonly SignedAudit[] {
    if (!existsSync(this.#directory)) return [];
    const files = readdirSync(this.#directory).filter((name) => name.endsWith('.json'));
    return files
      .toSorted()
      .reverse()
      .flatMap((name) => parseAudit(readFileSync(join(this.#directory, name), 'utf8')) ?? []);
  }

  /**
   * Returns the audits of doors. Reads the folder again when it has changed, because `lintel audit` writes audits too.
   */
  ofDoors(): readonly DoorAudit[] {
    const atMs = existsSync(this.#directory) ? statSync(this.#directory).mtimeMs : 0;
    if (this.#seen?.atMs !== atMs) this.#seen = { atMs, doors: this.list().flatMap(doorAudit) };
    return this.#seen.doors;
  }

  keep(record: AuditRecord, at: number): SignedAudit {
    const id = randomUUID();
    const key = createPrivateKey(this.#privateKey());
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    const signature = sign(null, signedText({ id, record }), key).toString('base64');
    const audit = { id, record, signature, publicKey };
    const name = `${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}-${id}.json`;
    writeDurably(join(this.#directory, name), JSON.stringify(audit));
    return audit;
  }

  #privateKey(): string {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, 'device-key.pem');
    if (!existsSync(path)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      writeDurably(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    }
    return readFileSync(path, 'utf8');
  }
}

/** Returns the text that is signed. It contains both id and record, so that a signature is valid only for this pair. */
function signedText({ id, record }: Pick<SignedAudit, 'id' | 'record'>): Buffer {
  return Buffer.from(JSON.stringify({ id, record }));
}

export function hasValidSignature(audit: SignedAudit): boolean {
  try {
    return verify(null, signedText(audit), audit.publicKey, Buffer.from(audit.signature, 'base64'));
  } catch {
    return false;
  }
}

/** Parses a stored audit. Returns undefined when the text is not an audit. */
export function parseAudit(text: string): SignedAudit | undefined {
  try {
    const audit = JSON.parse(text) as SignedAudit;
    const isWhole = [audit.id, audit.signature, audit.publicKey].every((part) => typeof part === 'string');
    return isWhole && typeof audit.record === 'object' && audit.record !== null ? audit : undefined;
  } catch {
    return undefined;
  }
}

function doorAudit({ id, record }: SignedAudit): DoorAudit[] {
  const { subject, to }: Partial<AuditRecord> = record;
  const endedAtMs = Date.parse(String(to));
  return subject?.kind === 'door' && Number.isFinite(endedAtMs) ? [{ id, door: subject.id, endedAtMs }] : [];
}
