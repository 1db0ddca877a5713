import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../../files/durable-file.ts';

/** Old to new name, below the data directory. */
const RENAMED: Readonly<Record<string, string>> = {
  'audit.ndjson': 'privacy-log.ndjson',
  'console/journal.ndjson': 'console/activity.ndjson',
  'console/journal.ndjson.1': 'console/activity.ndjson.1',
};

/** Gives the files of an earlier version their new names. Keeps a file that already has its new name. */
export function renameDataFiles(directory: string): void {
  for (const [from, to] of Object.entries(RENAMED)) {
    const [old, present] = [join(directory, from), join(directory, to)];
    if (!existsSync(old) || existsSync(present)) continue;
    renameSync(old, present);
    syncDirectory(directory);
  }
}
