import type { WindowSummary } from '../metrics/summary.ts';
import type { Form, Rule, Rules } from './egress-rules.ts';
import { isListAt, isRule, WINDOW_RULES } from './egress-rules.ts';

/** Told where something was that may not leave: the place only, never the value nor an unknown field's name. */
export type RefusalSink = (path: string) => void;

type Fields = { readonly [field: string]: unknown };

/** Names, versions and thresholds in a definition: `zone/1 entry=500 exit=1500`. */
const WORDS = /^[a-z][a-z-]{0,40}\/\d{1,4}(?: [a-z]{1,20}=(?:\d{1,9}(?:\.\d{1,6})?|[a-z-]{1,20})){0,20}$/;
const AUDIT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * A window as it came → only what the table knows, in the form that the table asks for; undefined when even its frame
 * is wrong. Ids pass only if the settings have them, so that no other text can leave under their name.
 */
export function siftWindow(
  window: unknown,
  knownIds: ReadonlySet<string>,
  refused: RefusalSink,
): WindowSummary | undefined {
  return siftFields(window, TABLE, { knownIds, refused }, '') as WindowSummary | undefined;
}

interface Sieve {
  readonly knownIds: ReadonlySet<string>;
  readonly refused: RefusalSink;
}

/** The rules of one level, worked out once: this runs for every field of every window. */
interface Level {
  readonly rules: Rules;
  readonly fields: readonly (readonly [field: string, rule: Rule | undefined, inner: Level | undefined])[];
}

function levelOf(rules: Rules): Level {
  return {
    rules,
    fields: Object.entries(rules).map(([field, rule]) =>
      isRule(rule) ? [field, rule, undefined] : [field, undefined, levelOf(rule)],
    ),
  };
}

const TABLE = levelOf(WINDOW_RULES);

/** `path` is that of the fields' owner, with its dot. */
function siftFields(value: unknown, level: Level, sieve: Sieve, path: string): Fields | undefined {
  if (!isFields(value)) {
    sieve.refused(path === '' ? 'window' : path);
    return undefined;
  }
  refuseUnknown(value, level, sieve, path);
  const clean: { [field: string]: unknown } = {};
  for (const [field, rule, inner] of level.fields) {
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    const sifted =
      rule === undefined
        ? inner && siftNested(found, inner, sieve, path + field)
        : siftLeaf(found, rule, sieve, path, field);
    if (sifted !== undefined) clean[field] = sifted;
    else if (rule === undefined || isNeeded(rule)) return undefined;
  }
  return clean;
}

function refuseUnknown(value: Fields, { rules }: Level, { refused }: Sieve, path: string): void {
  for (const field of Object.keys(value)) if (!Object.hasOwn(rules, field)) refused(`${path}?`);
}

/** Undefined when it may not leave. */
function siftNested(value: unknown, level: Level, sieve: Sieve, path: string): unknown {
  if (isListAt(path)) {
    if (!Array.isArray(value)) sieve.refused(path);
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.flatMap((item) => siftFields(item, level, sieve, `${path}[].`) ?? []);
  }
  return value === null && path !== 'store' ? null : siftFields(value, level, sieve, `${path}.`);
}

function siftLeaf(value: unknown, rule: Rule, sieve: Sieve, path: string, field: string): unknown {
  const form = formOf(rule);
  // The gate makes its own marks.
  if (form === 'fields') {
    if (value !== undefined) sieve.refused(path + field);
    return undefined;
  }
  if (value === null && rule.rule !== 'plain' && rule.rule !== 'tally') return null;
  if (FORMS[form](value, sieve.knownIds)) return value;
  sieve.refused(path + field);
  return isNeeded(rule) ? undefined : null;
}

/** What stands in a plain field frames the rest; only the gate's own marks may be missing. */
function isNeeded(rule: Rule): boolean {
  return rule.rule === 'tally' || (rule.rule === 'plain' && rule.form !== 'fields');
}

const WHOLE: ReadonlySet<Rule['rule']> = new Set(['count', 'sum', 'tally']);

function formOf(rule: Rule): Form {
  if ('form' in rule) return rule.form;
  return WHOLE.has(rule.rule) ? 'whole' : 'number';
}

const FORMS: Readonly<Record<Form, (value: unknown, knownIds: ReadonlySet<string>) => boolean>> = {
  known: (value, knownIds) => typeof value === 'string' && knownIds.has(value),
  'audit-or-null': (value) => value === null || (typeof value === 'string' && AUDIT_ID.test(value)),
  'known-or-null': (value, knownIds) => value === null || FORMS.known(value, knownIds),
  words: (value) => typeof value === 'string' && value.length <= 300 && WORDS.test(value),
  time: (value) => typeof value === 'string' && TIME.test(value),
  whole: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  'whole-or-null': (value, knownIds) => value === null || FORMS.whole(value, knownIds),
  number: (value) => Number.isFinite(value),
  share: (value) => Number.isFinite(value) && Number(value) >= 0 && Number(value) <= 1,
  flag: (value) => typeof value === 'boolean',
  bins: (value) => Array.isArray(value) && value.every(isBin),
  numbers: (value) => Array.isArray(value) && value.length <= 64 && value.every(Number.isFinite),
  'share-or-null': (value, knownIds) => value === null || FORMS.share(value, knownIds),
  fields: () => false,
};

function isBin(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [bin, ended, censored] = value as unknown[];
  return Number.isSafeInteger(bin) && FORMS.whole(ended, NO_IDS) && FORMS.whole(censored, NO_IDS);
}

const NO_IDS: ReadonlySet<string> = new Set();

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
