import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { driverTypes } from '../src/drivers/registry.ts';

const SRC = join(import.meta.dirname, '..', 'src');

/** A whole name, or half of one, in quotes or in a regular expression. */
const LITERAL = /(['"`])(-?[a-z]+(?:-[a-z]+)*-?)\1|\/\^?(-?[a-z]+(?:-[a-z]+)*-?)\$?\//g;

/** Places in a file where it decides something by a sensor type's name. */
function typeNames(name: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) =>
    /^\s*(\/\/|\/?\*)/.test(line)
      ? []
      : [...line.matchAll(LITERAL)].flatMap(({ index, 2: quoted, 3: matched }) => {
          const literal = quoted ?? matched ?? '';
          if (!isTypeName(literal, line.slice(0, index))) return [];
          return [`${name}:${i + 1} knows '${literal}': switch on the sensor's kind or link`];
        }),
  );
}

/** A name that is a plain word counts where it is held against a `type`. */
function isTypeName(literal: string, before: string): boolean {
  if (driverTypes.includes(literal)) return literal.includes('-') || /\btype(:| [!=]==) $/.test(before);
  const isHalf = literal.length > 3 && (literal.startsWith('-') || literal.endsWith('-'));
  return isHalf && driverTypes.some((type) => type.startsWith(literal) || type.endsWith(literal));
}

/** A migration turns names that a type once had into those it has: history, decided nowhere else. */
const MIGRATION = /^config\/versions\/settings-\d+-to-\d+\.ts$/;

function sources(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('drivers/') && !MIGRATION.test(file))
    .map((file) => join(SRC, file));
}

describe('sensor types', () => {
  test('are known by name in src/drivers alone', () => {
    const found = sources().flatMap((file) => typeNames(relative(SRC, file), readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });

  test.each([
    ["const AT_DOORS = ['beam-pair'];"],
    ["if (sensor.type === 'camera') open();"],
    ["types.filter((type) => type.endsWith('-receiver'));"],
    ['const KINDS = [/-counter$/];'],
    ["const sensor = { id: 'a', type: 'camera' };"],
  ])('are found in %s', (text) => {
    expect(typeNames('x.ts', text)).toHaveLength(1);
  });

  test.each([["draw({ kind: 'camera' });"], ["const id = 'line-counter-2';"], ["text.endsWith('-old');"]])(
    'are not found in %s',
    (text) => {
      expect(typeNames('x.ts', text)).toEqual([]);
    },
  );
});
