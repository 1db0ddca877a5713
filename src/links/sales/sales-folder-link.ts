import { randomUUID } from 'node:crypto';
import { createReadStream, renameSync, unlinkSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SalesDropLink, SalesDropOptions } from '../../ports/links.ts';
import { CsvCounter } from './csv-record-counter.ts';

const LOOK_EVERY_MS = 2_000;
/** A day's sales of a large store are a few megabytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * A file whose count is not stored yet; one that a crash left so is counted by the next start. The middle part keeps a till
 * that uses one name again and again from putting the next file over it.
 */
const CLAIMED = /\.csv(\.[0-9a-f-]{36})?\.counting$/i;
const WHOLE = /\.csv$/i;

export interface SalesDropSettings {
  readonly lookEveryMs?: number;
  /** Does something once what was given out so far is stored. */
  readonly whenStored?: (act: () => void) => void;
}

/** A folder into which a till puts CSV files. Their text is counted as it streams by. */
export function createSalesDropLink({
  lookEveryMs = LOOK_EVERY_MS,
  whenStored = (act) => act(),
}: SalesDropSettings = {}): SalesDropLink {
  /** Counted, and given to a store that has not said yet that it holds the count. */
  const given = new Set<string>();
  return {
    async *counts(options, signal) {
      for await (const claimed of claimEach(options.folder, given, lookEveryMs, signal)) {
        yield* countClaimed(claimed, { ...options, given, whenStored });
      }
    },
  };
}

/** What a crash left claimed, then every file that is whole. */
async function* claimEach(
  folder: string,
  given: ReadonlySet<string>,
  lookEveryMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const left = [...(await look(folder, CLAIMED)).keys()].map((name) => join(folder, name));
  yield* left.filter((path) => !given.has(path));
  let sizes = new Map<string, string>();
  while (!signal.aborted) {
    const now = await look(folder, WHOLE);
    for (const [name, size] of now) {
      // A file that did not change since the last look is whole.
      if (sizes.get(name) !== size || signal.aborted) continue;
      const claimed = await claim(join(folder, name));
      if (claimed !== undefined) yield claimed;
    }
    sizes = now;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Name → size and time of change. */
async function look(folder: string, kind: RegExp): Promise<Map<string, string>> {
  try {
    const names = (await readdir(folder)).filter((name) => kind.test(name)).sort();
    const found = new Map<string, string>();
    for (const name of names) {
      const file = await stat(join(folder, name)).catch(() => undefined);
      if (file?.isFile() === true) found.set(name, `${file.size}/${file.mtimeMs}`);
    }
    return found;
  } catch (error) {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      `${folder} cannot be read: make it, and let the service read it`,
      error,
    );
  }
}

/** Undefined for a file that is refused. */
async function claim(path: string): Promise<string | undefined> {
  const isRefused = (await stat(path)).size > MAX_FILE_BYTES;
  const claimed = isRefused ? `${path}.refused` : `${path}.${randomUUID()}.counting`;
  mark(path, claimed);
  return isRefused ? undefined : claimed;
}

interface Counting extends SalesDropOptions, Required<Pick<SalesDropSettings, 'whenStored'>> {
  readonly given: Set<string>;
}

/**
 * The mark changes in the moment in which storage holds the count, also for a reader that ends with it. After a crash
 * before that moment the file is counted again; its first count was not stored.
 */
async function* countClaimed(claimed: string, options: Counting): AsyncGenerator<number> {
  const { given, whenStored, deleteAfterImport } = options;
  const counter = new CsvCounter(options);
  for await (const text of createReadStream(claimed, 'latin1')) counter.push(String(text));
  try {
    yield counter.end();
  } finally {
    given.add(claimed);
    whenStored(() => {
      if (deleteAfterImport) unlinkSync(claimed);
      else mark(claimed, claimed.replace(CLAIMED, '.csv.counted'));
      given.delete(claimed);
    });
  }
}

function mark(path: string, marked: string): void {
  try {
    renameSync(path, marked);
  } catch (error) {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      `${path} cannot be renamed: let the service write its folder`,
      error,
    );
  }
}
