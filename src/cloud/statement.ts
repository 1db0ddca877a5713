import type { ClientBase } from 'pg';

export type Statement = readonly [text: string, values: readonly unknown[]];

/**
 * Returns a statement with the list as JSON in `$1`. Returns no statement for an empty list, because most batches lack
 * some streams.
 */
export function listStatement(
  text: string,
  list: readonly object[],
  more: readonly unknown[] = [],
): Statement[] {
  return list.length === 0 ? [] : [[text, [JSON.stringify(list), ...more]]];
}

/**
 * Sends all statements without waiting for each answer. Rejects with the first error, but only after the last answer.
 */
export async function sendTogether(client: ClientBase, statements: readonly Statement[]): Promise<void> {
  const answers = await Promise.allSettled(
    statements.map(([text, values]) => client.query(text, [...values])),
  );
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
}
