import { z } from 'zod';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { enrollReply, enrollRequest } from '../../src/ports/enrollment.ts';
import { scenarioSchema } from '../../src/sim/scenario/scenario-file.ts';
import { answerSchemas } from './answer-schemas.ts';
import { egressPage, egressTable } from './egress-page.ts';
import { enrollmentExamples } from './enrollment-examples.ts';
import { grafanaFiles } from './grafana/files.ts';
import { messageFiles } from './messages/files.ts';
import { presetPages } from './preset-pages.ts';
import type { SettingSchema } from './setting-rows.ts';
import { settingsPages } from './settings-pages.ts';

/** How a device gets its certificate. */
export const ENROLLMENT = {
  'enroll-request': enrollRequest,
  'enroll-response': enrollReply,
} as const;

/** Name in the project → text, for every file that is made from a schema. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const examples = enrollmentExamples();
  const settings = z.toJSONSchema(await settingsSchema(), { io: 'input', unrepresentable: 'any' });
  const files: Record<string, string> = {
    ...settingsPages(settings as SettingSchema),
    ...presetPages(),
    'config/settings.schema.json': json(settings),
    'config/scenario.schema.json': json(
      z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' }),
    ),
    'src/web/answers.json': json(answerSchemas()),
    'config/messages/egress.json': json(egressTable()),
    'config/messages/egress.md': egressPage(),
  };
  for (const [name, schema] of Object.entries(ENROLLMENT)) {
    files[`config/messages/${name}.schema.json`] = json(z.toJSONSchema(schema));
    files[`config/messages/${name}.example.json`] = json(examples[name as keyof typeof ENROLLMENT]);
  }
  return { ...files, ...messageFiles(), ...grafanaFiles() };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
