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

/** A folder into which a till puts CSV files. Their text is counted as it streams by. */
export function createSalesDropLink(lookEveryMs = LOOK_EVERY_MS): SalesDropLink {
  return {
    async *counts(options, signal) {
      let sizes = new Map<string, string>();
      while (!signal.aborted) {
        const now = await look(options.folder);
        // A file that did not change since the last look is whole.
        for (const [name, size] of now) {
          if (sizes.get(name) === size && !signal.aborted)
            yield* countFile(join(options.folder, name), options);
        }
        sizes = now;
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** Name → size and time of change. */
async function look(folder: string): Promise<Map<string, string>> {
  try {
    const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.csv')).sort();
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

/** Marked before it is counted, so that no restart counts it twice. */
async function* countFile(path: string, options: SalesDropOptions): AsyncGenerator<number> {
  const { size } = await stat(path);
  const counted = `${path}.${size > MAX_FILE_BYTES ? 'refused' : 'counted'}`;
  try {
    await rename(path, counted);
  } catch (error) {
    throw new GatewayError(
      'LINK_ABSENT',
      `${path} cannot be renamed: let the service write its folder`,
      error,
    );
  }
  if (size > MAX_FILE_BYTES) return;
  const counter = new CsvCounter(options);
  for await (const text of createReadStream(counted, 'latin1')) counter.push(String(text));
  if (options.deleteCounted) await unlink(counted);
  yield counter.end();
}
