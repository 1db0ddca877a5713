import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { messageExamples } from '../../scripts/generate/messages/examples.ts';
import { messageFiles, messageSchemas } from '../../scripts/generate/messages/files.ts';
import { contractSize, fieldPaths } from '../../scripts/generate/messages/json-schema.ts';
import { rulePaths } from '../../src/core/privacy/rules.ts';
import type { MessageName } from '../../src/ports/messages/messages.ts';
import { MESSAGES, strictMessage } from '../../src/ports/messages/messages.ts';

const schemas = messageSchemas();
const examples = messageExamples();
const names = Object.keys(MESSAGES) as MessageName[];

describe.each(names)('the %s message', (name) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  const isValid = ajv.compile(schemas[name]);

  test('has a JSON Schema that compiles in strict mode and takes its example', () => {
    expect(isValid(examples[name]), JSON.stringify(isValid.errors)).toBe(true);
  });

  test('is strict for its sender and open for readers', () => {
    expect(strictMessage(name).safeParse(examples[name]).error).toBeUndefined();
    const later = { ...examples[name], weather: 'rain' };
    expect(MESSAGES[name].parse(later)).toEqual(later);
    expect(isValid(later)).toBe(true);
    if (name !== 'event') expect(strictMessage(name).safeParse(later).success).toBe(false);
  });

  test('of another major version is refused', () => {
    expect(MESSAGES[name].safeParse({ ...examples[name], v: 3 }).success).toBe(false);
  });
});

test('is small enough to learn in ten minutes', () => {
  const told = (['count', 'indoor', 'day', 'meaning', 'state'] as const).map((name) => schemas[name]);
  const { paths, depth, lines } = contractSize(told);
  expect(paths).toBeLessThanOrEqual(120);
  expect(depth).toBeLessThanOrEqual(4);
  expect(lines).toBeLessThanOrEqual(1_000);
  expect(messageFiles()['config/messages/README.md']?.split('\n').length).toBeLessThanOrEqual(250);
});

/** What a row says of itself and of its groups, and what leaves as tuples: no amounts. */
const NO_AMOUNT =
  /^rows(\[\]\.(seq|clock|def|from|seconds|rev|day|(\w+\[\]\.)?(id|since|few)|trolleySteps|steps|zones\[\]\.bins|store\.(classes|hourlyTimeS)))?$/;

describe('the schemas and the gate’s table', () => {
  const told = (['count', 'indoor', 'day'] as const).flatMap((name) => {
    const isGroup = (path: string) =>
      fieldPaths(schemas[name]).some(
        ([inner]) => inner.startsWith(`${path}.`) || inner.startsWith(`${path}[].`),
      );
    return fieldPaths(schemas[name])
      .filter(
        ([path]) =>
          path.startsWith('rows[].') && !NO_AMOUNT.test(path) && !path.endsWith('*Var') && !isGroup(path),
      )
      .map(([path, { description = '' }]) => [path.replace('rows[]', name), description] as const);
  });
  const rules = new Map(rulePaths());

  test('have the same amounts', () => {
    expect(told.map(([path]) => path).sort()).toEqual([...rules.keys()].sort());
  });

  test('say of the same amounts that they add up', () => {
    const differing = told.filter(([path, description]) => {
      const isSum = ['count', 'time', 'block'].includes(rules.get(path) ?? '') || path.endsWith('seenS');
      return isSum !== /(?<!not |never )\b[Aa]dds? up/.test(description);
    });
    expect(differing).toEqual([]);
  });
});

test('has no number that JSON Schema and the gate read otherwise: unknown fields of a group are refused by the sender', () => {
  const [row] = (examples['count'] as { rows: [{ doors: [object] }] }).rows;
  const stray = { ...examples['count'], rows: [{ ...row, doors: [{ ...row.doors[0], phone: 'x' }] }] };
  expect(strictMessage('count').safeParse(stray).success).toBe(false);
  expect(MESSAGES.count.safeParse(stray).success).toBe(true);
});

test.each(Object.entries(messageFiles()))('%s is current (npm run generate)', (name, text) => {
  expect(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')).toBe(text);
});
