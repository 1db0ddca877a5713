import { z } from 'zod';
import type { ProblemCode, ProblemValues } from '../ports/console/problem-codes.ts';
import { messageCode } from './message-codes.ts';

/** A problem in a settings file, in words that a technician can act on. */
export interface Problem {
  /** Path in the file, such as `sensors[2].source.file`. */
  readonly path: string;
  /** Line in the file, from 1. Undefined when it is not known. */
  readonly line?: number;
  readonly value: unknown;
  readonly allowed: string;
  readonly mend: string;
  /** Code by which forms translate the problem. Undefined when no form can cause it. */
  readonly code?: ProblemCode;
  readonly values?: ProblemValues;
}

export type Path = readonly (string | number)[];

/** A problem as a check finds it: its path is a list of keys and indexes, and its line is not yet known. */
export type Found = Omit<Problem, 'path' | 'line'> & { readonly at: Path };

export function pathText(path: Path): string {
  if (path.length === 0) return '(file)';
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}

/**
 * Formats a problem for logs and events: `sensors[0].baudRate (line 12) is text. Allowed: a number. Write a number.`
 * Never includes a text value, only its kind: the text may be a secret in the wrong place.
 */
export function problemText({ path, line, value, allowed, mend }: Problem): string {
  const where = line === undefined ? path : `${path} (line ${line})`;
  const isDamaged = path === '(file)' && line !== undefined;
  const what = isDamaged ? 'is damaged' : value === undefined ? 'is missing' : `is ${kindOf(value)}`;
  return `${where} ${what}. Allowed: ${allowed}. ${mend}`;
}

function kindOf(value: unknown): string {
  if (Number.isNaN(value)) return 'a number';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? 'empty text' : 'text';
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'empty' : 'a block';
}

type Issue = z.core.$ZodIssue;
type Explained = Pick<Problem, 'allowed' | 'mend' | 'code' | 'values'> & {
  readonly at?: Path;
  readonly value?: unknown;
};

/** Turns an issue of the schema check into problems. Some issues become more than one, such as several unknown keys. */
export function explainIssue(issue: Issue, valueAt: (path: Path) => unknown): Problem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  return explanations(issue, path, valueAt).map(({ at = path, ...explained }) => ({
    ...explained,
    path: pathText(at),
    value: hasBound(issue) ? valueAt(at) : withoutNumber(valueAt(at)),
  }));
}

/**
 * Returns whether the schema expects a number here: only then is the number shown. Any other number may be a password.
 */
function hasBound({ code }: Issue): boolean {
  return code === 'too_small' || code === 'too_big' || code === 'not_multiple_of';
}

function withoutNumber(value: unknown): unknown {
  return typeof value === 'number' ? Number.NaN : value;
}

function explanations(issue: Issue, path: Path, valueAt: (path: Path) => unknown): Explained[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, issue.message.split(' ')));
    case 'invalid_type':
      return [typeExplanation(issue.expected, valueAt(path))];
    case 'too_small':
      return [boundExplanation('at least', issue.minimum, issue.origin)];
    case 'too_big':
      return [boundExplanation('at most', issue.maximum, issue.origin)];
    case 'invalid_value':
      return [valuesExplanation(issue.values, valueAt(path))];
    case 'invalid_format':
      return [{ ...formatExplanation(issue), mend: 'Write it in that form.' }];
    case 'invalid_union':
      return unionExplanations(issue, path, valueAt);
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return [
        { ...messageCode(issue.message), allowed: issue.message, mend: 'Change it to what is allowed.' },
      ];
    default:
      return [{ allowed: 'something else', mend: 'See the settings reference.' }];
  }
}

/** Returns a message with the known keys of a section when the schema check finds an unknown key. */
export function listKnownKeys({ code, inst }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'unrecognized_keys' || !(inst instanceof z.ZodObject)) return undefined;
  return Object.keys(inst.shape).join(' ');
}

function unknownKey(key: string, path: Path, known: readonly string[]): Explained {
  // In a badly damaged line, any text may look like a key. Do not show it, because it may be a secret.
  if (!/^[A-Za-z][A-Za-z_-]{0,39}$/.test(key)) {
    const allowed = known.join(', ');
    return {
      code: 'allowed',
      values: { allowed },
      at: path,
      allowed,
      mend: 'Check the spelling of its keys.',
    };
  }
  const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, '');
  const file = known.find((name) => plain(name) === `${plain(key)}file`);
  const near = known.find((name) => isNear(plain(name), plain(key)));
  return {
    ...(file === undefined ? { code: 'unknown-setting' } : { code: 'secret-in-file', values: { file } }),
    at: [...path, key],
    allowed: 'no setting of this name here',
    mend:
      file !== undefined
        ? `Secrets stay out of this file: write it into a file of its own and name that in '${file}'.`
        : near !== undefined
          ? `Check the spelling: did you mean '${near}'?`
          : `Check the spelling, or take '${key}' out.`,
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of two numbers, [x, y]',
  object: 'a block of settings',
};

const TYPE_CODES: Readonly<Record<string, ProblemCode>> = {
  string: 'not-text',
  number: 'not-number',
  int: 'not-whole-number',
  boolean: 'not-yes-no',
  array: 'not-list',
  tuple: 'not-point',
  object: 'not-block',
};

function typeExplanation(expected: string, value: unknown): Explained {
  const allowed = TYPE_NAMES[expected] ?? expected;
  const code = TYPE_CODES[expected] ?? 'not-block';
  if (value === undefined) return { code: 'missing', allowed, mend: 'Add it.' };
  const isQuotedNumber =
    expected !== 'string' && typeof value === 'string' && value !== '' && !Number.isNaN(Number(value));
  if (isQuotedNumber) return { code, allowed, mend: 'Take the quotes away.' };
  if (expected === 'string') return { code, allowed, mend: 'Put it in quotes.' };
  return { code, allowed, mend: `Write ${allowed}.` };
}

function boundExplanation(bound: string, limit: number | bigint, origin: string): Explained {
  if (origin === 'array' && bound === 'at most' && Number(limit) === 2) {
    return {
      code: 'not-point',
      allowed: 'two numbers, [x, y]',
      mend: 'Decimals take a point, not a comma: [330.5, 300].',
    };
  }
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  const change = bound === 'at least' ? 'Raise' : 'Lower';
  const mend = unit === '' ? `${change} it.` : bound === 'at least' ? 'Add what is missing.' : 'Shorten it.';
  const end = bound === 'at least' ? 'least' : 'most';
  const code = unit === '' ? end : (`${end}-${unit === ' entries' ? 'entries' : 'characters'}` as const);
  return { code, values: { limit: Number(limit) }, allowed: `${bound} ${limit}${unit}`, mend };
}

function valuesExplanation(values: readonly unknown[], value: unknown): Explained {
  const allowed = values.map(String).join(', ');
  const near = values.map(String).find((candidate) => isNear(candidate, String(value)));
  if (near === undefined)
    return { code: 'choice', values: { values: allowed }, allowed, mend: 'Choose one of these.' };
  return { code: 'choice-near', values: { near }, allowed, mend: `Did you mean '${near}'?` };
}

function formatExplanation(
  issue: Issue & { code: 'invalid_format' },
): Pick<Explained, 'allowed' | 'code' | 'values'> {
  if (issue.format === 'datetime')
    return { code: 'form-time', allowed: 'a time such as 2026-05-01T09:00:00Z' };
  if (issue.format === 'starts_with' && 'prefix' in issue) {
    const start = String(issue.prefix);
    return { code: 'starts-with', values: { start }, allowed: `text that starts with ${start}` };
  }
  return { ...messageCode(issue.message), allowed: issue.message };
}

/** Explains a value that fits none of the allowed variants, by the problems of the variant that fits best. */
function unionExplanations(
  issue: Issue & { code: 'invalid_union' },
  path: Path,
  valueAt: (path: Path) => unknown,
): Explained[] {
  const value = valueAt(path);
  if ('options' in issue && Array.isArray(issue.options)) {
    const key =
      'discriminator' in issue && typeof issue.discriminator === 'string' ? issue.discriminator : 'type';
    const at = path.at(-1) === key ? path : [...path, key];
    return [{ at, ...valuesExplanation(issue.options, valueAt(at)) }];
  }
  const branches = issue.errors.filter((errors) => errors.length > 0);
  const literals = branches.flatMap((errors) =>
    errors.flatMap((e) => (e.code === 'invalid_value' ? e.values : [])),
  );
  if (literals.length > 0 && branches.every((errors) => errors[0]?.code === 'invalid_value')) {
    return [valuesExplanation(literals, value)];
  }
  const best = branches.toSorted((a, b) => weight(a) - weight(b))[0] ?? [];
  return best.flatMap((inner) => {
    const innerPath = [...path, ...inner.path.filter((key) => typeof key !== 'symbol')];
    return explanations(inner, innerPath, valueAt).map((explained) => ({ at: innerPath, ...explained }));
  });
}

/** Rates how badly a value fits a variant. A missing key counts three times as much as a wrong value. */
function weight(issues: readonly Issue[]): number {
  const isMissing = (issue: Issue) => issue.code === 'invalid_type' && issue.input === undefined;
  return issues.length + 2 * issues.filter(isMissing).length;
}

/** Returns whether at most two typing errors separate the texts (edit distance). */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2 || b.length < 3) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[b.length] ?? 9) <= 2;
}
