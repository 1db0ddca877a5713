import { checkSettings, problemsText } from '../../config/load-settings.ts';
import { settingsWarnings } from '../../config/settings-warnings.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/** `lintel check FILE…`: every problem of every file at once. */
export async function check(files: readonly string[], { terminal }: Environment): Promise<number> {
  const schema = await settingsSchema();
  let isGood = true;
  for (const file of files) {
    const { settings, problems } = checkSettings(file, schema);
    if (settings === undefined) {
      isGood = false;
      terminal.err(`${problemsText(file, problems)}\n`);
      continue;
    }
    for (const warning of settingsWarnings(settings)) terminal.err(`${file}: warning: ${warning}\n`);
    const { sensors, zones, lines, doors } = settings;
    terminal.out(
      `${file}: OK — ${sensors.length} sensors, ${zones.length} zones, ${lines.length} lines, ${doors.length} doors\n`,
    );
  }
  return isGood ? EXIT.ok : EXIT.badSettings;
}
