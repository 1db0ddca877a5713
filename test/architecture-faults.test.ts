import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const CATALOGUE = readFileSync(join(import.meta.dirname, 'fault', 'catalogue.md'), 'utf8');

/** The numbers in brackets of all test titles, as in `(F4, F9)`. */
function numbersOfTests(): Set<string> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const texts = files.filter((path) => path.endsWith('.test.ts')).map((path) => readTest(path));
  const groups = texts.flatMap((text) => text.match(/\(F\d+(?:, F\d+)*\)/g) ?? []);
  return new Set(groups.flatMap((group) => group.match(/F\d+/g) ?? []));
}

function readTest(path: string): string {
  return readFileSync(join(import.meta.dirname, path), 'utf8');
}

describe('the catalogue of faults', () => {
  it('explains each number of a test, and each of its faults has a test', () => {
    const explained = [...CATALOGUE.matchAll(/^\| (F\d+) \|/gm)].map(([, number]) => number);
    expect(explained).toHaveLength(60);
    expect(numbersOfTests()).toEqual(new Set(explained));
  });
});
