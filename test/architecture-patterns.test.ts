import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../scripts/lib/house/source-file.ts';
import { readSources, sourceFile } from '../scripts/lib/house/source-file.ts';
import { hasNestedQuantifier } from '../scripts/lib/nested-quantifier.ts';

function slowPatterns(files: readonly Pick<SourceFile, 'path' | 'patterns'>[]): string[] {
  return files.flatMap(({ path, patterns }) =>
    patterns
      .filter(({ pattern, flags }) => hasNestedQuantifier(pattern, flags))
      .map(({ pattern }) => `${path}: /${pattern}/`),
  );
}

describe('regular expressions', () => {
  it('repeat nothing that repeats: a text of 200 bytes could hold the program up for minutes', () => {
    const files = readSources(join(import.meta.dirname, '..', 'src'));
    expect(files.flatMap(({ patterns }) => patterns).length).toBeGreaterThan(100);
    expect(slowPatterns(files)).toEqual([]);
  });

  it.each([
    ['/^(a+)+$/', 1],
    ['/^\\s*(?:<!--[\\s\\S]*?-->\\s*)*<svg/i', 1],
    ['/^(?:[a-z]+-?)*$/', 1],
    ['/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/', 0],
    ['/\\s+$/', 0],
  ])('of the form %s: %i found', (pattern, found) => {
    const file = sourceFile('x.ts', `export const PATTERN = ${pattern};`);
    expect(slowPatterns([file])).toHaveLength(found);
  });
});
