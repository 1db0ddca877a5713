import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import type { Terminal } from '../process/terminal.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * A technician with broken settings needs the running gateway most. Lists their problems and returns undefined; the
 * command then asks the gateway without them.
 */
export async function usableSettings(config: string, terminal: Terminal): Promise<Settings | undefined> {
  try {
    const { settings, problems } = checkSettings(config, await settingsSchema());
    if (settings === undefined) terminal.err(`${problemsText(config, problems)}\n`);
    return settings;
  } catch (error) {
    terminal.err(`${(error as Error).message}\n`);
    return undefined;
  }
}
