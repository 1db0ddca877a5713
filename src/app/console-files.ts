import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../config/durable-file.ts';
import type { Json } from '../core/types.ts';
import type { ConsoleJournal, ConsolePlan, PlanPicture, SignedAudit } from '../ports/console.ts';

const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/svg+xml': 'svg' } as const;
const TYPES = Object.keys(EXTENSIONS) as PlanPicture['type'][];

/** The floor plan's picture as a file; one at a time. */
export class FilePlan implements ConsolePlan {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(): PlanPicture | undefined {
    const type = TYPES.find((candidate) => existsSync(this.#path(candidate)));
    return type && { type, bytes: readFileSync(this.#path(type)) };
  }

  write({ type, bytes }: PlanPicture): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    writeDurably(this.#path(type), bytes);
    for (const other of TYPES) if (other !== type) rmSync(this.#path(other), { force: true });
  }

  remove(): void {
    for (const type of TYPES) rmSync(this.#path(type), { force: true });
  }

  #path(type: PlanPicture['type']): string {
    return join(this.#directory, `plan.${EXTENSIONS[type]}`);
  }
}

type Entry = ReturnType<ConsoleJournal['entries']>[number];
/** Two files of this size: the journal is for looking back, and flash is not endless. */
const MAX_JOURNAL_BYTES = 512 * 1024;

/** One line of JSON an entry; the older half goes when it is full. */
export class FileJournal implements ConsoleJournal {
  readonly #path: string;
  readonly #now: () => number;

  constructor(directory: string, now: () => number) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#path = join(directory, 'journal.ndjson');
    this.#now = now;
  }

  note(entry: Parameters<ConsoleJournal['note']>[0]): void {
    if (existsSync(this.#path) && statSync(this.#path).size > MAX_JOURNAL_BYTES) {
      renameSync(this.#path, `${this.#path}.1`);
    }
    const line = JSON.stringify({ at: new Date(this.#now()).toISOString(), ...entry });
    appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
  }

  entries(limit: number): readonly Entry[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, 'utf8').trimEnd().split('\n').slice(-limit).reverse();
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as Entry];
      } catch {
        // Cut short by a power cut.
        return [];
      }
    });
  }
}

/** Finished audits, each in a file of its own, signed with a key that never leaves the device. */
export class AuditFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  list(): readonly SignedAudit[] {
    if (!existsSync(this.#directory)) return [];
    const files = readdirSync(this.#directory).filter((name) => name.endsWith('.json'));
    return files
      .toSorted()
      .reverse()
      .map((name) => JSON.parse(readFileSync(join(this.#directory, name), 'utf8')) as SignedAudit);
  }

  keep(record: Json, at: number): SignedAudit {
    const id = randomUUID();
    const key = createPrivateKey(this.#privateKey());
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    const text = Buffer.from(JSON.stringify(record));
    const audit = { id, record, signature: sign(null, text, key).toString('base64'), publicKey };
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
