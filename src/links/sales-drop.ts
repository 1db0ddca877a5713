import { createReadStream } from 'node:fs';
import { readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../core/gateway-error.ts';
import type { SalesDropLink, SalesDropOptions } from '../ports/links.ts';
import { CsvCounter } from './csv-counter.ts';

const LOOK_EVERY_MS = 2_000;
/** A day's sales of a large shop are a few megabytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** A file that is being counted; one that a crash left so is counted by the next start. */
const CLAIMED = '.counting';

/** A folder into which a till puts CSV files. Their text is counted as it streams by. */
export function createSalesDropLink(lookEveryMs = LOOK_EVERY_MS): SalesDropLink {
  return {
    async *counts(options, signal) {
      const { folder } = options;
      for (const name of (await look(folder, `.csv${CLAIMED}`)).keys())
        yield* countClaimed(join(folder, name), options);
      let sizes = new Map<string, string>();
      while (!signal.aborted) {
        const now = await look(folder, '.csv');
        // A file that did not change since the last look is whole.
        for (const [name, size] of now) {
          if (sizes.get(name) === size && !signal.aborted) yield* countFile(join(folder, name), options);
        }
        sizes = now;
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** Name → size and time of change. */
async function look(folder: string, ending: string): Promise<Map<string, string>> {
  try {
    const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith(ending)).sort();
    const found = new Map<string, string>();
    for (const name of names) {
      const file = await stat(join(folder, name)).catch(() => undefined);
      if (file?.isFile() === true) found.set(name, `${file.size}/${file.mtimeMs}`);
    }
    return found;
  } catch (error) {
    throw new GatewayError(
      'LINK_ABSENT',
      `${folder} cannot be read: make it, and let the service read it`,
      error,
    );
  }
}

async function* countFile(path: string, options: SalesDropOptions): AsyncGenerator<number> {
  if ((await stat(path)).size > MAX_FILE_BYTES) {
    await mark(path, `${path}.refused`);
    return;
  }
  await mark(path, path + CLAIMED);
  yield* countClaimed(path + CLAIMED, options);
}

/** The mark changes once the count was taken, by a reader that then ends too: only a crash before has the file counted again. */
async function* countClaimed(claimed: string, options: SalesDropOptions): AsyncGenerator<number> {
  const counter = new CsvCounter(options);
  for await (const text of createReadStream(claimed, 'latin1')) counter.push(String(text));
  try {
    yield counter.end();
  } finally {
    if (options.deleteCounted) await unlink(claimed);
    else await mark(claimed, `${claimed.slice(0, -CLAIMED.length)}.counted`);
  }
}

async function mark(path: string, marked: string): Promise<void> {
  await rename(path, marked).catch((error: unknown) => {
    throw new GatewayError(
      'LINK_ABSENT',
      `${path} cannot be renamed: let the service write its folder`,
      error,
    );
  });
}
