import { stringify } from 'yaml';
import { z } from 'zod';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { commandMessage, replyMessage } from '../../src/ports/command-contract.ts';
import { eventMessage, statusMessage, summaryMessage } from '../../src/ports/contract.ts';
import { enrollReply, enrollRequest } from '../../src/ports/enrollment.ts';
import { scenarioSchema } from '../../src/sim/scenario/scenario-file.ts';
import { asyncApi } from './async-api.ts';
import { contractPage } from './contract-page.ts';
import { egressPage, egressTable } from './egress-page.ts';
import { exampleMessages } from './example-messages.ts';
import { messageFiles } from './messages/files.ts';

export const MESSAGES = {
  summary: summaryMessage,
  event: eventMessage,
  status: statusMessage,
  command: commandMessage,
  response: replyMessage,
  'enroll-request': enrollRequest,
  'enroll-response': enrollReply,
} as const;

/** Name in the project → text, for every file that is made from a schema. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const examples = exampleMessages();
  const files: Record<string, string> = {
    'config/settings.schema.json': json(
      z.toJSONSchema(await settingsSchema(), { io: 'input', unrepresentable: 'any' }),
    ),
    'config/scenario.schema.json': json(
      z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' }),
    ),
    'config/contract/asyncapi.yaml': stringify(asyncApi(MESSAGES, examples)),
    'config/contract/README.md': contractPage(MESSAGES, examples),
    'config/contract/egress.json': json(egressTable()),
    'config/contract/egress.md': egressPage(),
  };
  for (const [name, schema] of Object.entries(MESSAGES)) {
    files[`config/contract/${name}.schema.json`] = json(z.toJSONSchema(schema));
    files[`config/contract/${name}.example.json`] = json(examples[name as keyof typeof MESSAGES]);
  }
  return { ...files, ...messageFiles() };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
