import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientBase } from 'pg';

const FOLDER = join(import.meta.dirname, '../../../config/queries');

export interface ExampleQuery {
  readonly name: string;
  readonly text: string;
}

export interface QueryValues {
  readonly tenant: string;
  readonly store: string;
  readonly first: string;
  readonly last: string;
}

/** The example queries as a data analyst has them, with psql's variables. */
export function exampleQueries(): ExampleQuery[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'));
  return files
    .sort()
    .map((file) => ({ name: file.slice(0, -4), text: readFileSync(join(FOLDER, file), 'utf8') }));
}

/** What psql does with :'name': a quoted literal. */
export async function runQuery(client: ClientBase, { text }: ExampleQuery, values: QueryValues) {
  const literal = (name: string) => `'${values[name as keyof QueryValues].replaceAll("'", "''")}'`;
  const { rows } = await client.query<Record<string, unknown>>(
    text.replace(/:'(\w+)'/g, (_, name) => literal(name)),
  );
  return rows;
}
