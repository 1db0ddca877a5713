import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../../files/durable-file.ts';

/** New names of files in the data directory, by old name. */
const RENAMED: Readonly<Record<string, string>> = {
  'audit.ndjson': 'privacy-log.ndjson',
  'console/journal.ndjson': 'console/activity.ndjson',
  'console/journal.ndjson.1': 'console/activity.ndjson.1',
};

/** Renames the files of an earlier version. If a file with the new name exists, keeps both. */
export function renameDataFiles(directory: string): void {
  for (const [from, to] of Object.entries(RENAMED)) {
    const [old, present] = [join(directory, from), join(directory, to)];
    if (!existsSync(old) || existsSync(present)) continue;
    renameSync(old, present);
    syncDirectory(directory);
  }
}
