import type { WindowSummary } from '../metrics/summary.ts';
import type { Json } from '../types.ts';
import type { Rule, Rules } from './egress-rules.ts';
import { isListAt, isRule, WINDOW_RULES } from './egress-rules.ts';

type Fields = { readonly [field: string]: unknown };

/** A window is in several checkpoints, one a minute: made once for all of them. */
const slims = new WeakMap<WindowSummary, Json>();

/** A window for a checkpoint: without its nulls and empty lists. It is not changed afterwards, nor is what this returns. */
export function slimWindow(window: WindowSummary): Json {
  let slender = slims.get(window);
  if (slender === undefined) {
    slender = slim(window as unknown as Fields) as Json;
    slims.set(window, slender);
  }
  return slender;
}

function slim(fields: Fields): Fields {
  const slender: { [field: string]: unknown } = {};
  for (const field in fields) {
    const value = fields[field];
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) slender[field] = isFields(value) ? slim(value) : value;
    else if (value.length > 0)
      slender[field] = value.map((item: unknown) => (isFields(item) ? slim(item) : item));
  }
  return slender;
}

/** The same back: the table knows what was left out. */
export function fullWindow(saved: Json): WindowSummary {
  return full(saved as Fields, WINDOW_RULES, '') as unknown as WindowSummary;
}

function full(saved: Fields, rules: Rules, path: string): Fields {
  const whole = Object.entries(rules).flatMap(([field, rule]) => {
    const value = fullField(saved[field], rule, path + field);
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(whole);
}

function fullField(value: unknown, rule: Rule | Rules, path: string): unknown {
  if (isRule(rule)) return value ?? emptyOf(rule);
  if (!isListAt(path)) return isFields(value) ? full(value, rule, `${path}.`) : null;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => full(item as Fields, rule, `${path}[].`));
}

/** Marks are missing where there are none; lists are empty. */
function emptyOf(rule: Rule): unknown {
  const form = 'form' in rule ? rule.form : undefined;
  if (form === 'fields') return undefined;
  return form === 'numbers' || form === 'bins' ? [] : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
