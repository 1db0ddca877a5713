import type { Json } from '../model/ids.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import type { Rule, Rules } from './egress-rules.ts';
import { isListAt, isRule, WINDOW_RULES } from './egress-rules.ts';

type Fields = { readonly [field: string]: unknown };

/** A window is in several checkpoints, one a minute, always after the same first one: made once for all of them. */
const slims = new WeakMap<WindowSummary, Fields>();

/**
 * Windows of one store for a checkpoint: the first without its nulls and empty lists, of the others what is not as in
 * the first. They are not changed afterwards, nor is what this returns.
 */
export function compactWindows(windows: readonly WindowSummary[]): Json {
  const [first] = windows;
  return windows.map((window) => slimOf(window, window === first ? undefined : first)) as Json;
}

function slimOf(window: WindowSummary, first: WindowSummary | undefined): Fields {
  let slender = slims.get(window);
  if (slender === undefined) {
    slender = slim(window as Fields, first as Fields | undefined);
    slims.set(window, slender);
  }
  return slender;
}

function slim(fields: Fields, like: Fields | undefined): Fields {
  const slender: { [field: string]: unknown } = {};
  for (const field in fields) {
    const value = fields[field] ?? null;
    const other = like?.[field] ?? null;
    if (value === other) continue;
    const slimmed = isFields(value) ? slim(value, isFields(other) ? other : undefined) : value;
    const left = Array.isArray(value) ? slimList(value, other) : slimmed;
    if (left !== undefined) slender[field] = left;
  }
  return slender;
}

/** Undefined when it is as the other one. */
function slimList(list: readonly unknown[], other: unknown): readonly unknown[] | undefined {
  const others: readonly unknown[] = Array.isArray(other) ? other : [];
  if (list.length === 0) return others.length === 0 ? undefined : list;
  if (!list.every(isFields)) return list;
  if (list.length !== others.length) return list.map((item) => slim(item, undefined));
  const slims = list.map((item, i) => slim(item, others[i] as Fields));
  return slims.some(isAnything) ? slims : undefined;
}

function isAnything(fields: Fields): boolean {
  for (const _field in fields) return true;
  return false;
}

/** The same back: the table and the first one know what was left out. */
export function expandWindows(saved: readonly Json[]): readonly WindowSummary[] {
  const windows: Fields[] = [];
  for (const each of saved) windows.push(full(each as Fields, WINDOW_RULES, '', windows[0]));
  return windows as unknown as readonly WindowSummary[];
}

function full(saved: Fields, rules: Rules, path: string, like: Fields | undefined): Fields {
  const whole = Object.entries(rules).flatMap(([field, rule]) => {
    const isLeftOut = saved[field] === undefined && like !== undefined;
    const value = isLeftOut ? like[field] : fullField(saved[field], rule, path + field, like?.[field]);
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(whole);
}

function fullField(value: unknown, rule: Rule | Rules, path: string, like: unknown): unknown {
  if (isRule(rule)) return value ?? emptyOf(rule);
  if (!isListAt(path))
    return isFields(value) ? full(value, rule, `${path}.`, isFields(like) ? like : undefined) : null;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const others: readonly unknown[] = Array.isArray(like) && like.length === items.length ? like : [];
  return items.map((item, i) => full(item as Fields, rule, `${path}[].`, others[i] as Fields | undefined));
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
