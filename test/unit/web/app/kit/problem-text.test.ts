import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messageCode } from '../../../../../src/config/message-codes.ts';
import type { Json } from '../../../../../src/core/model/ids.ts';
import { PROBLEM_CODES } from '../../../../../src/ports/console/problem-codes.ts';
import type { FormSchema } from '../../../../../src/web/app/kit/form-schema.ts';
import {
  fieldLabel,
  PROBLEM_WORDS,
  problemText,
  stillOpen,
} from '../../../../../src/web/app/kit/problem-text.ts';

const SRC = join(import.meta.dirname, '..', '..', '..', '..', '..', 'src');
/** The gaps that a value fills; those that are words of the settings stay as they are. */
const gapsOf = (text: string) => new Set([...text.matchAll(/\{(\w+)[:}]/g)].map(([, name]) => name));

describe.each(PROBLEM_CODES)('a problem “%s”', (code) => {
  const texts = PROBLEM_WORDS[code];

  test('has a sentence in four languages, each its own, with the same gaps', () => {
    expect(texts).toHaveLength(4);
    for (const text of texts) {
      expect(text).toMatch(/[.?]$/);
      expect(gapsOf(text)).toEqual(gapsOf(texts[0] ?? ''));
    }
    expect(new Set(texts).size).toBe(4);
  });
});

test('no sentence is left over from a code that is gone', () => {
  expect(Object.keys(PROBLEM_WORDS).toSorted()).toEqual([...PROBLEM_CODES].toSorted());
});

/** Sources with schemas whose forms the console shows. */
function schemaSources(): string[] {
  const inFolder = (folder: string, isDeep: boolean) =>
    readdirSync(join(SRC, folder), { withFileTypes: true, recursive: isDeep })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
  const ports = ['broker-settings.ts', 'tag-registry.ts'].map((name) => join(SRC, 'ports', name));
  return [...inFolder('drivers', true), ...inFolder('config', false), ...ports];
}

test('every sentence with which a schema refuses a value has a code', () => {
  const said = schemaSources().flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const calls = text.matchAll(/\.(?:regex|refine)\([^\n]*, '([^'\n]+)'\)/g);
    const messages = text.matchAll(/\bmessage: '([^'\n]+)'/g);
    return [...calls, ...messages].map(([, message = '']) => message);
  });
  expect(said.length).toBeGreaterThan(20);
  // A list of names or the form of an address is the same in every language.
  const plain = /^(?:https?|mqtts?|rtsps?):\/\//;
  const unknown = said.filter((message) => messageCode(message).code === 'allowed' && !plain.test(message));
  expect(unknown).toEqual([]);
});

test('a problem is told with its values, and a setting’s own words in braces stay', () => {
  expect(problemText({ code: 'device-taken', values: { sensor: 'Back door' } })).toBe(
    'Back door uses this device already: choose another.',
  );
  expect(problemText({ code: 'most-entries', values: { limit: 1 } })).toBe('At most 1 entry: take some out.');
  expect(problemText({ code: 'pattern-totals' })).toContain('{in} and {out}');
});

test('a problem stands under the label of its field, also inside lists and variants', () => {
  const { properties } = JSON.parse(readFileSync('config/settings.schema.json', 'utf8')) as {
    readonly properties: Readonly<Record<string, FormSchema>>;
  };
  expect(fieldLabel('sensors[3].path', properties)).toBe('Serial device');
  expect(fieldLabel('sensors[0].patterns[1]', properties)).toBe('Lines it sends');
  expect(fieldLabel('store.hours.opens', properties)).toBe('Opens');
  expect(fieldLabel('rules[0].when', { store: properties['store'] ?? {} })).toBeUndefined();
});

test('a problem goes when its value changes, and stays while another one does', () => {
  const at = (path: string) => ({ path, text: '', code: 'missing' }) as const;
  const problems = [at('sensors[1].path'), at('sensors[1].patterns[0]'), at('doors')];
  const before = { patterns: ['C'], baudRate: 9600 };
  const left = (after: object) =>
    stillOpen(problems, 'sensors[1]', [before, after as Json]).map(({ path }) => path);
  expect(left({ ...before, baudRate: 300 })).toEqual(problems.map(({ path }) => path));
  expect(left({ ...before, path: '/dev/ttyUSB0' })).toEqual(['sensors[1].patterns[0]', 'doors']);
  expect(left({ ...before, patterns: ['C,{in}'] })).toEqual(['sensors[1].path', 'doors']);
});
