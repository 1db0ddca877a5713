import type { ClientBase } from 'pg';

export type Statement = readonly [text: string, values: readonly unknown[]];

/**
 * A statement over a list, which is passed as JSON in `$1`. Returns none for an empty list, because a batch rarely has
 * every stream.
 */
export function listStatement(
  text: string,
  list: readonly object[],
  more: readonly unknown[] = [],
): Statement[] {
  return list.length === 0 ? [] : [[text, [JSON.stringify(list), ...more]]];
}

/**
 * Sends all statements without waiting for answers between them. Rejects with the first error, after the last answer.
 */
export async function sendTogether(client: ClientBase, statements: readonly Statement[]): Promise<void> {
  const answers = await Promise.allSettled(
    statements.map(([text, values]) => client.query(text, [...values])),
  );
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
}
