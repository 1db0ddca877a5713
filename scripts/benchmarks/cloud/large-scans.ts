import type { ClientBase } from 'pg';

/** Days of a few hundred stores stay below it; hours, windows and rows of periods do not. */
const LARGE_ROWS = 200_000;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** Tables of more than 200,000 rows that the statement would read from end to end. */
export async function largeScans(
  client: ClientBase,
  text: string,
  values: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    [...values],
  );
  const [{ Plan: plan } = { Plan: undefined }] = rows[0]?.['QUERY PLAN'] ?? [];
  const scanned = plan === undefined ? [] : sequentialScans(plan);
  const { rows: large } = await client.query<{ table: string }>(
    'SELECT relname AS table FROM pg_class WHERE relname = ANY ($1) AND reltuples > $2',
    [scanned, LARGE_ROWS],
  );
  return large.map(({ table }) => table);
}

function sequentialScans(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? '?'] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(sequentialScans)];
}
