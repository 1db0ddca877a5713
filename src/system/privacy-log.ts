import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Json } from '../core/model/ids.ts';

/** One change that affects people's privacy. */
export interface PrivacyChange {
  /** The kind of change: `setting`, `camera preview opened`, `factory-reset`. */
  readonly what: string;
  /** The account that made the change: a user of the device or of the console. */
  readonly by: string;
  readonly path?: string;
  readonly from?: Json;
  readonly to?: Json;
}

export interface PrivacyLogEntry extends PrivacyChange {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Hash of the previous entry. In the first entry: 64 zeros. */
  readonly previous: string;
  /** SHA-256 over the other fields of this entry. */
  readonly hash: string;
}

export interface AuditCheck {
  readonly entries: readonly PrivacyLogEntry[];
  /**
   * Line number of the first entry that was changed or does not match its previous entry. Undefined when all are
   * intact.
   */
  readonly brokenAt: number | undefined;
}

const NO_HASH = '0'.repeat(64);

/**
 * An append-only file. Each entry contains the hash of the entry before it. An attacker who changes, removes or inserts
 * an entry must rewrite all later ones. The last hash, which `lintel privacy report` prints, then differs.
 */
export class PrivacyLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Appends an entry and returns it when it is on disk. After a damaged entry, new entries are still appended, and
   * `check` still finds the damage.
   */
  append(change: PrivacyChange, at: Date): PrivacyLogEntry {
    const last = this.#lines().at(-1);
    const before = last === undefined ? undefined : parseEntry(last);
    const entry = sealed({
      ...change,
      seq: (before?.seq ?? this.#lines().length) + 1,
      at: at.toISOString(),
      previous: before?.hash ?? (last === undefined ? NO_HASH : digest(last)),
    });
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = openSync(this.#path, 'a', 0o600);
    try {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return entry;
  }

  check(): AuditCheck {
    const entries: PrivacyLogEntry[] = [];
    let [previous, brokenAt] = [NO_HASH, undefined as number | undefined];
    this.#lines().forEach((line, i) => {
      const entry = parseEntry(line);
      const isSound = entry !== undefined && entry.previous === previous && sealed(entry).hash === entry.hash;
      if (!isSound) brokenAt ??= i + 1;
      if (entry !== undefined) entries.push(entry);
      previous = entry?.hash ?? digest(line);
    });
    return { entries, brokenAt };
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#path, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** Returns the entry with its hash. The hash covers the fields in a fixed order, so equal entries get equal hashes. */
function sealed(entry: Omit<PrivacyLogEntry, 'hash'>): PrivacyLogEntry {
  const { seq, at, what, by, path, from, to, previous } = entry;
  const hash = digest(JSON.stringify([seq, at, what, by, path ?? null, from ?? null, to ?? null, previous]));
  return {
    ...{ seq, at, what, by },
    ...(path === undefined ? {} : { path }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...{ previous, hash },
  };
}

function parseEntry(line: string): PrivacyLogEntry | undefined {
  try {
    const entry = JSON.parse(line) as PrivacyLogEntry;
    return typeof entry.seq === 'number' && typeof entry.hash === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
