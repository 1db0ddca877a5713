import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * Reads the settings for a command that talks to the running gateway. If they are invalid, prints the problems and
 * returns undefined: the command then works without settings.
 */
export async function usableSettings(
  config: string,
  say: (text: string) => void,
): Promise<Settings | undefined> {
  try {
    const { settings, problems } = checkSettings(config, await settingsSchema());
    if (settings === undefined) say(`${problemsText(config, problems)}\n`);
    return settings;
  } catch (error) {
    say(`${(error as Error).message}\n`);
    return undefined;
  }
}
