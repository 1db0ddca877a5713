import { stringify } from 'yaml';
import type { MessageName } from '../../../src/ports/messages/messages.ts';
import { MESSAGES } from '../../../src/ports/messages/messages.ts';
import { commentsSql } from '../cloud/comments.ts';
import { asyncApi } from './async-api.ts';
import { contractPage } from './contract-page.ts';
import { messageExamples } from './examples.ts';
import type { Node } from './json-schema.ts';
import { compactJson, messageSchema } from './json-schema.ts';

const FOLDER = 'config/messages';

export function messageSchemas(): Readonly<Record<MessageName, Node>> {
  const schemas = Object.entries(MESSAGES).map(([name, schema]) => [name, messageSchema(name, schema)]);
  return Object.fromEntries(schemas) as Record<MessageName, Node>;
}

/** Name in the project → text, for everything that is made from the messages. */
export function messageFiles(): Readonly<Record<string, string>> {
  const schemas = messageSchemas();
  const files: Record<string, string> = {
    'src/cloud/sql/comments.sql': commentsSql(schemas),
    [`${FOLDER}/README.md`]: contractPage(schemas),
    [`${FOLDER}/asyncapi.yaml`]: stringify(asyncApi()),
  };
  for (const [name, schema] of Object.entries(schemas))
    files[`${FOLDER}/${name}.schema.json`] = `${compactJson(schema)}\n`;
  for (const [name, example] of Object.entries(messageExamples()))
    files[`${FOLDER}/${name}.example.json`] = `${compactJson(example)}\n`;
  return files;
}
