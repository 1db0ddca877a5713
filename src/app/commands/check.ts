import { layoutWarnings } from '../../config/layout-warnings.ts';
import { checkSettings, problemsText, warningsText } from '../../config/load-settings.ts';
import { ruleWarnings } from '../../config/rules/rule-checks.ts';
import type { Settings } from '../../config/schema.ts';
import { ABSENCE_WORDS, listAbsences } from '../../core/metrics/absences.ts';
import { askVisitsADay } from '../privacy/ask-visits-a-day.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { buildStoreModel } from '../settings/build-store-model.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/**
 * With fewer visits a day, counts per minute reveal too much: in one visit of twenty, no other person comes or goes in
 * the same minutes.
 */
const FEW_VISITS = 120;
const WHY = 'Choose privacy.storeEvery: quarter or hour. By the minute, one visit in twenty is alone.';

/** `lintel check FILE…`: prints all problems of the settings files. */
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
    for (const warning of [...layoutWarnings(settings), ...ruleWarnings(settings)])
      terminal.err(`${file}: warning: ${warning}\n`);
    const { sensors, zones, lines, doors, privacy } = settings;
    const parts = Object.entries({ sensor: sensors, zone: zones, line: lines, door: doors });
    const counts = parts.map(([name, { length }]) => `${length} ${name}${length === 1 ? '' : 's'}`);
    terminal.out(`${file}: OK — ${counts.join(', ')}\n`);
    for (const { metric, of, absence } of listAbsences(buildStoreModel(settings)))
      terminal.out(`  ${metric} of ${of} will be null: ${ABSENCE_WORDS[absence]}\n`);
    if (privacy.storeEvery === 'window' && doors.length > 0) terminal.out(await visitsHint(settings));
  }
  return isGood ? EXIT.ok : EXIT.badSettings;
}

/**
 * Returns a hint for a store with few visits, otherwise ''. The number of visits comes from the running gateway. If
 * none runs, the hint asks the reader for it.
 */
async function visitsHint({ storage }: Settings): Promise<string> {
  const visitsADay = await askVisitsADay(storage.directory);
  if (visitsADay === undefined) return `  fewer than ${FEW_VISITS} visits a day? ${WHY}\n`;
  return visitsADay < FEW_VISITS ? `  ${Math.round(visitsADay)} visits a day. ${WHY}\n` : '';
}
