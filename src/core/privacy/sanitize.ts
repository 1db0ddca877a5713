import type { WindowSummary } from '../model/window-summary.ts';
import type { Form, Rule, Rules } from './egress-rules.ts';
import { isListAt, isRule, WINDOW_RULES } from './egress-rules.ts';
import { rulePaths } from './rule-paths.ts';

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
export function sanitizeWindow(
  window: unknown,
  knownIds: ReadonlySet<string>,
  refused: RefusalSink,
): WindowSummary | undefined {
  // Nearly all are as they should be, and stay as they are.
  if (isClean(window, TABLE, { knownIds, isLeaving: false })) return window as WindowSummary;
  return sanitizeFields(window, TABLE, { knownIds, refused }, '') as WindowSummary | undefined;
}

/** Whether a window that is about to leave holds nothing that the table does not know. */
export function isReleasable(window: unknown, knownIds: ReadonlySet<string>): boolean {
  return isClean(window, TABLE, { knownIds, isLeaving: true });
}

interface SanitizeContext {
  readonly knownIds: ReadonlySet<string>;
  readonly refused: RefusalSink;
}

type Nesting = 'list' | 'group' | 'group-or-null';
type Check = (value: unknown, knownIds: ReadonlySet<string>) => boolean;

interface Field {
  readonly name: string;
  readonly rule: Rule | undefined;
  readonly inner: Level | undefined;
  readonly nesting: Nesting;
  /** Whether a leaf may leave as it is. */
  readonly isFit: Check;
  /** The gate's own marks: missing before it, perhaps there after it. */
  readonly isMark: boolean;
  /** A list that only the gate fills. */
  readonly isGates: boolean;
}

/** The rules of one level, worked out once: this runs for every field of every window. */
interface Level {
  readonly rules: Rules;
  readonly fields: readonly Field[];
}

function levelOf(rules: Rules, path = ''): Level {
  return { rules, fields: Object.entries(rules).map(([name, rule]) => fieldOf(name, rule, path + name)) };
}

function fieldOf(name: string, rule: Rule | Rules, path: string): Field {
  const isGates = path === 'inside';
  if (isRule(rule)) {
    const isMark = formOf(rule) === 'fields';
    return { name, rule, inner: undefined, nesting: 'group', isFit: fitnessOf(rule), isMark, isGates };
  }
  const nesting = isListAt(path) ? 'list' : path === 'store' ? 'group' : 'group-or-null';
  const inner = levelOf(rule, `${path}${nesting === 'list' ? '[]' : ''}.`);
  return { name, rule: undefined, inner, nesting, isFit: () => false, isMark: false, isGates };
}

interface Look {
  readonly knownIds: ReadonlySet<string>;
  readonly isLeaving: boolean;
}

/** Nothing is made here: as many own fields as the rules know, and each of them fit. */
function isClean(value: unknown, level: Level, look: Look): value is Fields {
  if (!isFields(value) || Object.getPrototypeOf(value) !== Object.prototype) return false;
  let known = 0;
  for (const field of level.fields) {
    const found = value[field.name];
    if (field.isMark && found === undefined) continue;
    if (!isFieldClean(found, field, look)) return false;
    known += 1;
  }
  let own = 0;
  for (const _name in value) own += 1;
  return own === known;
}

function isFieldClean(value: unknown, field: Field, look: Look): boolean {
  const { inner, nesting, isMark, isGates } = field;
  if (isMark) return look.isLeaving && isNames(value);
  if (inner === undefined) return field.isFit(value, look.knownIds);
  if (nesting !== 'list')
    return (value === null && nesting === 'group-or-null') || isClean(value, inner, look);
  if (!isPlainList(value) || (isGates && !look.isLeaving && value.length > 0)) return false;
  for (const item of value) if (!isClean(item, inner, look)) return false;
  return true;
}

/** Nothing that would write itself otherwise than it looks. */
function isPlainList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    Object.getPrototypeOf(value) === Array.prototype &&
    !Object.hasOwn(value, 'toJSON')
  );
}

/** Fields that the gate withheld: names of the table. */
function isNames(value: unknown): boolean {
  return isPlainList(value) && value.every((name) => typeof name === 'string' && FIELD_NAMES.has(name));
}

const FIELD_NAMES: ReadonlySet<string> = new Set(rulePaths().flatMap(([path]) => path.split(/\[?\]?\./)));

function fitnessOf(rule: Rule): Check {
  const isOfForm = FORMS[formOf(rule)];
  if (!isNullable(rule)) return isOfForm;
  return (value, knownIds) => value === null || isOfForm(value, knownIds);
}

/** `path` is that of the fields' owner, with its dot. */
function sanitizeFields(
  value: unknown,
  level: Level,
  sieve: SanitizeContext,
  path: string,
): Fields | undefined {
  if (!isFields(value)) {
    sieve.refused(path === '' ? 'window' : path);
    return undefined;
  }
  refuseUnknown(value, level, sieve, path);
  const clean: { [field: string]: unknown } = {};
  for (const { name: field, rule, inner, isGates } of level.fields) {
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    const given = isGates ? nothingOf(found, sieve) : found;
    const sifted =
      rule === undefined
        ? sanitizeNested(given, inner, sieve, path + field)
        : sanitizeLeaf(given, rule, sieve, path, field);
    if (sifted !== undefined) clean[field] = sifted;
    else if (rule === undefined || isNeeded(rule)) return undefined;
  }
  return clean;
}

/** What only the gate may tell does not come from elsewhere. */
function nothingOf(value: unknown, { refused }: SanitizeContext): readonly unknown[] {
  if (!Array.isArray(value) || value.length > 0) refused('inside');
  return [];
}

function refuseUnknown(value: Fields, { rules }: Level, { refused }: SanitizeContext, path: string): void {
  for (const field of Object.keys(value)) if (!Object.hasOwn(rules, field)) refused(`${path}?`);
}

/** Undefined when it may not leave. */
function sanitizeNested(
  value: unknown,
  level: Level | undefined,
  sieve: SanitizeContext,
  path: string,
): unknown {
  if (level === undefined) return undefined;
  if (isListAt(path)) {
    if (!Array.isArray(value)) sieve.refused(path);
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.flatMap((item) => sanitizeFields(item, level, sieve, `${path}[].`) ?? []);
  }
  if (path === 'store') return sanitizeFields(value, level, sieve, 'store.');
  return value === null ? null : (sanitizeFields(value, level, sieve, `${path}.`) ?? null);
}

function sanitizeLeaf(
  value: unknown,
  rule: Rule,
  sieve: SanitizeContext,
  path: string,
  field: string,
): unknown {
  const form = formOf(rule);
  // The gate makes its own marks.
  if (form === 'fields') {
    if (value !== undefined) sieve.refused(path + field);
    return undefined;
  }
  if (value === null && isNullable(rule)) return null;
  if (FORMS[form](value, sieve.knownIds)) return value;
  sieve.refused(path + field);
  return isNeeded(rule) ? undefined : null;
}

/** What stands in a plain field frames the rest; only the gate's own marks may be missing. */
function isNeeded(rule: Rule): boolean {
  return rule.rule === 'plain' ? rule.form !== 'fields' : !isNullable(rule);
}

/** Distributions add up by their counts and bins: without these they are none. */
function isNullable(rule: Rule): boolean {
  if (rule.rule === 'distribution') return rule.form === 'number';
  return rule.rule !== 'plain' && rule.rule !== 'tally';
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
  words: (value) => typeof value === 'string' && value.length <= 300 && isWords(value),
  time: (value) => typeof value === 'string' && TIME.test(value),
  whole: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  'whole-or-null': (value, knownIds) => value === null || FORMS.whole(value, knownIds),
  number: (value) => Number.isFinite(value),
  share: (value) => Number.isFinite(value) && Number(value) >= 0 && Number(value) <= 1,
  flag: (value) => typeof value === 'boolean',
  bins: (value) => isPlainList(value) && value.every(isBin),
  numbers: (value) => isPlainList(value) && value.length <= 64 && value.every(Number.isFinite),
  'share-or-null': (value, knownIds) => value === null || FORMS.share(value, knownIds),
  fields: () => false,
};

/** Definitions are the same in all windows. */
const knownWords = new Set<string>();
const MAX_KNOWN_WORDS = 2_000;

function isWords(text: string): boolean {
  if (knownWords.has(text)) return true;
  if (!WORDS.test(text)) return false;
  if (knownWords.size >= MAX_KNOWN_WORDS) knownWords.clear();
  knownWords.add(text);
  return true;
}

function isBin(value: unknown): boolean {
  if (!isPlainList(value) || value.length !== 3) return false;
  const [bin, ended, censored] = value;
  return Number.isSafeInteger(bin) && FORMS.whole(ended, NO_IDS) && FORMS.whole(censored, NO_IDS);
}

const NO_IDS: ReadonlySet<string> = new Set();

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Last: it is made from all of the above. */
const TABLE = levelOf(WINDOW_RULES);
