import type { Rule, Rules } from './egress-rules.ts';
import { isListAt, isRule, WINDOW_RULES } from './egress-rules.ts';

/** The table as a flat list: `zones[].entries` → its rule. */
export function rulePaths(rules: Rules = WINDOW_RULES, path = ''): (readonly [path: string, rule: Rule])[] {
  return Object.entries(rules).flatMap(([field, rule]) => {
    const at = `${path}${field}`;
    return isRule(rule) ? [[at, rule] as const] : rulePaths(rule, `${at}${isListAt(at) ? '[]' : ''}.`);
  });
}
