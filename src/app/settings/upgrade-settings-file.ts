import { upgradeFile } from '../../config/load-settings.ts';
import type { Log } from '../../ports/log.ts';

/**
 * Rewrites the settings file in the present version, and keeps a copy of the old file next to it. If the folder is not
 * writable, the file stays as it is. The gateway runs with the same settings anyway.
 */
export function upgradeSettingsFile(path: string, text: string, log: Log): void {
  try {
    const copy = upgradeFile(path, text);
    if (copy !== undefined) log.info({ path, copy }, 'migrated the settings file to the present version');
  } catch (error) {
    log.warn({ err: error, path }, 'cannot write the settings file: it stays in its older version');
  }
}
