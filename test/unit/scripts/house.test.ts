import { describe, expect, it } from 'vitest';
import { duplicates } from '../../../scripts/lib/house/duplicates.ts';
import { fileCircles, floorFaults } from '../../../scripts/lib/house/import-graph.ts';
import { sourceFile } from '../../../scripts/lib/house/source-file.ts';

describe('sourceFile', () => {
  it('reads functions, casts and strings from the syntax tree', () => {
    const text = [
      '// function no(a, b, c) {}',
      'const pick = (a: number, b: number) => a as unknown as string;',
      "const said = 'x as unknown as y';",
      'class Counter {',
      '  add(a: number, b: number, c: number) {',
      '    return a + b + c;',
      '  }',
      '}',
    ].join('\n');
    expect(sourceFile('a.ts', text)).toMatchObject({
      lines: 8,
      functions: [
        { line: 2, lines: 1, parameters: 2 },
        { line: 5, lines: 3, parameters: 3 },
      ],
      strings: ['x as unknown as y'],
      doubleCasts: 1,
    });
  });

  it('finds imports of values and types, exports from other files and lazy imports', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../b.ts';",
      "export * from './c.ts';",
      "const later = () => import('./d/e.ts');",
      "let f: import('./f.ts').F;",
      "import { join } from 'node:path';",
    ].join('\n');
    const { imports } = sourceFile('x/y.ts', text);
    expect(imports.toSorted()).toEqual(['b.ts', 'x/a.ts', 'x/c.ts', 'x/d/e.ts', 'x/f.ts']);
  });

  it('throws when a file does not parse', () => {
    expect(() => sourceFile('a.ts', 'const = ;')).toThrow('cannot parse a.ts');
  });
});

describe('duplicates', () => {
  const run = ['one();', 'two();', 'three();', 'four();', 'five();', 'six();'];
  const fileOf = (path: string, lines: readonly string[]) => sourceFile(path, lines.join('\n'));

  it('finds six equal lines between comments, blank lines and punctuation', () => {
    const other = ['// above', '{', ...run.flatMap((line) => [`  ${line}`, '']), '}'];
    expect(duplicates([fileOf('a.ts', run), fileOf('b.ts', other)])).toEqual(['a.ts:1 ~ b.ts:3']);
  });

  it('counts a longer run once', () => {
    const longer = [...run, 'seven();', 'eight();'];
    expect(duplicates([fileOf('a.ts', longer), fileOf('b.ts', longer)])).toHaveLength(1);
  });

  it('finds nothing in five equal lines, equal imports, or lines of the same shape', () => {
    const imports = run.map((_, index) => `import { a${index} } from './a.ts';`);
    const shape = run.map((line) => `other.${line}`);
    const files = [run.slice(1), run.slice(1), imports, imports, shape];
    expect(duplicates(files.map((lines, index) => fileOf(`${index}.ts`, lines)))).toEqual([]);
  });
});

describe('floorFaults', () => {
  const tables = { base: [['low'], ['left', 'right'], ['main.ts']] };

  it.each([
    ['base/low/a.ts', 'base/left/b.ts'],
    ['base/left/a.ts', 'base/right/b.ts'],
    ['base/right/a.ts', 'base/main.ts'],
  ])('names the import from %s to %s', (path, to) => {
    expect(floorFaults([{ path, imports: [to] }], tables)).toEqual([`${path} imports ${to}`]);
  });

  it('allows imports downwards, inside a folder and to other places', () => {
    const imports = ['base/low/a.ts', 'base/left/b.ts', 'elsewhere/c.ts'];
    expect(floorFaults([{ path: 'base/left/x.ts', imports }], tables)).toEqual([]);
  });

  it('names a file that lies in no folder of the table', () => {
    expect(floorFaults([{ path: 'base/new/a.ts', imports: [] }], tables)).toEqual([
      'base/new/a.ts has no floor in base',
    ]);
  });
});

describe('fileCircles', () => {
  it('finds each circle with all its files and nothing else', () => {
    const files = Object.entries({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d'], f: ['a'] }).map(
      ([path, imports]) => ({ path, imports }),
    );
    expect(fileCircles(files).toSorted()).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });
});
