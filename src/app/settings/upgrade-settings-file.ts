import { upgradeFile } from '../../config/load-settings.ts';
import type { Log } from '../../ports/log.ts';

/**
 * Brings the file of running settings to the present version, with a copy of the old file beside it. A folder that takes
 * no file costs the upgrade, not the gateway: it runs on the same settings.
 */
export function upgradeSettingsFile(path: string, text: string, log: Log): void {
  try {
    const copy = upgradeFile(path, text);
    if (copy !== undefined) log.info({ path, copy }, 'migrated the settings file to the present version');
  } catch (error) {
    log.warn({ err: error, path }, 'cannot write the settings file: it stays in its older version');
  }
}
