import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GatewayError } from '../../core/model/gateway-error.ts';

const HISTORY_FILE = '.lintel-counted';
/** How long receipts are remembered. Tills rarely export sales again that are older. */
const MEMORY_MS = 7 * 86_400_000;
const MAX_RECEIPTS = 200_000;
/** Length of a digest. With 96 bits, two receipts of a store never share a digest. */
const DIGEST_BYTES = 12;

const READ_FILE = z.object({
  /** Offset up to which the file was read. */
  to: z.number(),
  isCut: z.boolean(),
  /** Digest of the file's first `headBytes`. If it differs, another file has the same name. */
  head: z.string(),
  headBytes: z.number(),
  /** How often a file of this name was read from its beginning. */
  generation: z.number(),
});
export type ReadFile = z.infer<typeof READ_FILE>;

/** One line of the history: what was new in one reading of a file. */
const ENTRY = z.object({
  file: READ_FILE.extend({ name: z.string() }).optional(),
  receipts: z.array(z.string()),
  atMs: z.number(),
});
export type HistoryEntry = z.infer<typeof ENTRY>;

const SALT = z.object({ salt: z.string() });

/**
 * Records what was counted in a folder: how far each file was read, and the receipts of the last 7 days as salted
 * digests. The history is a file in that folder, with one line per reading.
 */
export class SalesHistory {
  readonly files = new Map<string, ReadFile>();
  readonly #path: string;
  readonly #receipts = new Map<string, number>();
  #salt = randomBytes(DIGEST_BYTES).toString('base64');

  constructor(folder: string, nowMs: number) {
    this.#path = join(folder, HISTORY_FILE);
    for (const line of readLines(this.#path)) {
      this.#salt = SALT.safeParse(line).data?.salt ?? this.#salt;
      const entry = ENTRY.safeParse(line).data;
      if (entry !== undefined) this.accept(entry);
    }
    this.#compact(nowMs);
  }

  digest(...parts: readonly string[]): string {
    const hash = createHash('sha256').update(JSON.stringify([this.#salt, ...parts]));
    return hash.digest('base64').slice(0, (DIGEST_BYTES * 4) / 3);
  }

  has(receipt: string): boolean {
    return this.#receipts.has(receipt);
  }

  /** Adds an entry in memory only. Until `keep` writes the entry, a crash loses it. */
  accept({ file, receipts, atMs }: HistoryEntry): void {
    if (file !== undefined) this.files.set(file.name, file);
    for (const receipt of receipts) {
      this.#receipts.delete(receipt);
      this.#receipts.set(receipt, atMs);
    }
    for (const oldest of this.#receipts.keys()) {
      if (this.#receipts.size <= MAX_RECEIPTS) break;
      this.#receipts.delete(oldest);
    }
  }

  /** Writes an entry, so that a crash does not lose it. Throws LINK_NOT_FOUND when the folder is not writable. */
  keep(entry: HistoryEntry): void {
    this.#writing(() => {
      const file = openSync(this.#path, 'a', 0o600);
      try {
        writeSync(file, `${JSON.stringify(entry)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    });
  }

  forget(name: string): void {
    this.files.delete(name);
  }

  #compact(nowMs: number): void {
    for (const [receipt, atMs] of this.#receipts) {
      if (nowMs - atMs > MEMORY_MS) this.#receipts.delete(receipt);
    }
    const byDay = Map.groupBy(this.#receipts, ([, atMs]) => atMs);
    const files = [...this.files].map(([name, file]) => ({
      file: { ...file, name },
      receipts: [],
      atMs: nowMs,
    }));
    const receipts = [...byDay].map(([atMs, own]) => ({ atMs, receipts: own.map(([digest]) => digest) }));
    const lines = [{ salt: this.#salt }, ...files, ...receipts].map((line) => `${JSON.stringify(line)}\n`);
    this.#writing(() => {
      writeFileSync(`${this.#path}.new`, lines.join(''), { mode: 0o600, flush: true });
      renameSync(`${this.#path}.new`, this.#path);
    });
  }

  #writing(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw new GatewayError(
        'LINK_NOT_FOUND',
        `${this.#path} cannot be written: let the service write its folder`,
        error,
      );
    }
  }
}

/** Reads the history's lines. Skips a line that is incomplete because of a crash. */
function readLines(path: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}
