import { layoutWarnings } from '../../config/layout-warnings.ts';
import { checkSettings, problemsText, warningsText } from '../../config/load-settings.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/** `lintel check FILE…`: every problem of every file at once. */
export async function check(files: readonly string[], { terminal }: Environment): Promise<number> {
  const schema = await settingsSchema();
  let isGood = true;
  for (const file of files) {
    const { settings, problems, warnings } = checkSettings(file, schema);
    if (warnings.length > 0) terminal.err(`${warningsText(file, warnings)}\n`);
    if (settings === undefined) {
      isGood = false;
      terminal.err(`${problemsText(file, problems)}\n`);
      continue;
    }
    for (const warning of layoutWarnings(settings)) terminal.err(`${file}: warning: ${warning}\n`);
    const { sensors, zones, lines, doors } = settings;
    terminal.out(
      `${file}: OK — ${sensors.length} sensors, ${zones.length} zones, ${lines.length} lines, ${doors.length} doors\n`,
    );
  }
  return isGood ? EXIT.ok : EXIT.badSettings;
}
