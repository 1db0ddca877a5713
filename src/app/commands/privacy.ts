import { writeFileSync } from 'node:fs';
import { checkSettings, problemsText } from '../../config/load-settings.ts';
import { askControlSocket } from '../../system/control-socket.ts';
import { askVisitsADay } from '../privacy/ask-visits-a-day.ts';
import { privacyReport } from '../privacy/privacy-report.ts';
import { reportPage } from '../privacy/report-page.ts';
import { selfTests } from '../privacy/self-test.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

interface ReportOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly output?: string;
}

/** `lintel privacy report`: writes the privacy report as a page to print, or as JSON. */
export async function privacyReportCommand(
  { config, json, output }: ReportOptions,
  { terminal }: Environment,
): Promise<number> {
  const { settings, problems } = checkSettings(config, await settingsSchema());
  if (settings === undefined) {
    terminal.err(`${problemsText(config, problems)}\n`);
    return EXIT.badSettings;
  }
  const running = await askControlSocket(settings.storage.directory, { ask: 'status' });
  const pid = (running as { readonly pid?: number } | undefined)?.pid;
  const selfTest = selfTests(settings, pid);
  const visitsADay = await askVisitsADay(settings.storage.directory);
  const facts = { version: readVersion(), at: new Date(), selfTest, visitsADay };
  const report = privacyReport(settings, facts);
  const text = json === true ? `${JSON.stringify(report, undefined, 2)}\n` : reportPage(report);
  if (output === undefined) terminal.out(text);
  else writeFileSync(output, text);
  for (const { name, result, detail } of selfTest) {
    if (result === 'failed') terminal.err(`self-test failed: ${name}: ${detail}\n`);
  }
  return selfTest.some(({ result }) => result === 'failed') ? EXIT.failed : EXIT.ok;
}
