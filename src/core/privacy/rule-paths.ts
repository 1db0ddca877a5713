import type { GroupRules, Rule } from './rules.ts';
import { RULES } from './rules.ts';

/** What of the table says in which row an amount leaves. */
const ROW_OF = { count: 'count', indoor: 'indoor', times: 'day', day: 'day' } as const;

/** A group of which a store has one: the row has it without a list. */
const SINGLE: ReadonlySet<string> = new Set(['store', 'shopfront']);
const FRAME: readonly (readonly [field: string, rule: Rule])[] = [['seenS', 'plain']];

/** Every amount that may leave: its path in the messages, and its rule. */
export function rulePaths(): readonly (readonly [path: string, rule: Rule])[] {
  return Object.entries(RULES).flatMap(([stream, groups]) =>
    Object.entries<GroupRules>(groups).flatMap(([kind, { fields }]) => {
      const place = stream === 'day' ? 'store' : SINGLE.has(kind) ? kind : `${kind}[]`;
      const leaving = Object.entries(fields).filter(([, rule]) => rule !== 'hidden');
      const row = ROW_OF[stream as keyof typeof RULES];
      return [...FRAME, ...leaving].map(([field, rule]) => [`${row}.${place}.${field}`, rule] as const);
    }),
  );
}
