import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countHits, notAllowed, shrink } from '../../../scripts/lib/terms/allow-list.ts';
import { checkSubject } from '../../../scripts/lib/terms/commits.ts';
import { checkName, exportedNames, methodNames, schemaKeys } from '../../../scripts/lib/terms/names.ts';
import { checkPassage, passagesIn } from '../../../scripts/lib/terms/prose.ts';
import { readTerms } from '../../../scripts/lib/terms/rules.ts';

const terms = readTerms(join(import.meta.dirname, '..', '..', '..', 'scripts', 'terms.json'));

function namesWrong(source: string): string[] {
  const names = [...exportedNames(source), ...methodNames(source)];
  return names.flatMap((name) => checkName('src/x.ts', name, terms.identifiers).map(({ text }) => text));
}

function proseWrong(file: string, source: string): string[] {
  return passagesIn(file, source).flatMap((passage) =>
    checkPassage(file, passage, terms.prose).map(({ rule }) => rule),
  );
}

describe('names', () => {
  test.each([
    ['export class ExampleDesk {', 'ExampleDesk'],
    ['export interface ExampleParts {', 'ExampleParts'],
    ['export const zoneOf = (id: string) => id;', 'zoneOf'],
    ['export function summariseExample(): void {', 'summariseExample'],
    ['class A {\n  #tell(fact: Fact): void {\n', '#tell'],
    ['interface A {\n  see(fact: Fact): void;\n', 'see'],
    ['export type ShopExample = string;', 'ShopExample'],
  ])('rejects %j', (source, name) => {
    expect(namesWrong(source)).toEqual([name]);
  });

  test.each([
    'export class AfterCommitQueue {',
    'export const keyOf = (id: string) => id;',
    'export const partsOf = 3;',
    'export interface ShopfrontModel {',
    'function f() {\n  tell(fact);\n',
  ])('accepts %j', (source) => {
    expect(namesWrong(source)).toEqual([]);
  });

  test('judges a file by its own rules and by those of identifiers', () => {
    const wrong = (text: string) =>
      checkName('x', { text, kind: 'file', line: 0 }, terms.identifiers).length > 0;
    expect(['aiming-card', 'stored-desk', 'utils', 'waiting-room'].map(wrong)).toEqual([
      ...[true, true, true, true],
    ]);
    expect(['preview-card', 'after-commit-queue', 'deferred-counts'].some(wrong)).toBe(false);
  });

  test('finds settings keys at any depth of a schema', () => {
    const schema = { properties: { a: { items: { properties: { reportsEveryS: {} } } } } };
    expect(schemaKeys(schema)).toEqual(['a', 'reportsEveryS']);
    const name = { text: 'reportsEveryS', kind: 'setting', line: 0 } as const;
    expect(checkName('x', name, terms.identifiers)).toHaveLength(1);
  });
});

describe('prose', () => {
  test('reads comments, errors and the command line, not code', () => {
    const source = [
      "/** Nobody reads `the shop`. */\nconst url = 'http://nobody';",
      "throw new GatewayError('X', 'mend it');",
      "command.description('the fortnight');",
    ].join('\n');
    expect(proseWrong('src/x.ts', source)).toEqual(['prose/somebody', 'prose/mended', 'prose/fortnight']);
  });

  test('counts the words of a sentence over the lines of a comment', () => {
    const words = (count: number) => `// ${'one '.repeat(10)}\n// ${'two '.repeat(count - 10).trim()}.\n`;
    expect(proseWrong('src/x.ts', words(20))).toEqual([]);
    expect(proseWrong('src/x.ts', words(21))).toEqual(['prose/long-sentence']);
  });

  test('checks each cell of a table separately, and no code of a page', () => {
    const row = `| ${'a '.repeat(15)}| ${'b '.repeat(15)}|`;
    expect(proseWrong('README.md', `# Page\n\n${row}\n\n\`\`\`\nnobody\n\`\`\`\n`)).toEqual([]);
    expect(proseWrong('README.md', '- Somebody waits.\n')).toEqual(['prose/somebody']);
  });

  test('reads titles and descriptions of a schema', () => {
    expect(proseWrong('config/x.json', '{"a":{"title":"The shop","const":"nobody"}}')).toEqual([
      'prose/shop',
    ]);
  });
});

describe('commit subjects', () => {
  test.each([
    ['storage: store checkpoints as deltas', []],
    ['Store checkpoints as deltas', ['form', 'scope']],
    ['storage: drop rows; salvage the ledger', ['one-change']],
    [`storage: ${'x'.repeat(64)}`, ['length']],
    ['desk: drop rows', ['scope']],
  ])('judges %j', (subject, rules) => {
    expect(checkSubject(subject, terms.commits).map(({ rule }) => rule)).toEqual(
      rules.map((rule) => `commit/${rule}`),
    );
  });
});

describe('the allow-list', () => {
  const hit = (file: string, rule: string) => ({ file, rule, line: 1, text: '', use: '' });
  const known = countHits([hit('a', 'x'), hit('a', 'x'), hit('b', 'x')]);

  test('lets known hits pass, and none beyond them', () => {
    expect(notAllowed([hit('a', 'x'), hit('a', 'x')], known)).toEqual([]);
    expect(notAllowed([hit('b', 'x'), hit('b', 'x')], known)).toHaveLength(2);
    expect(notAllowed([hit('c', 'x')], known)).toHaveLength(1);
  });

  test('only ever shrinks', () => {
    expect(shrink(known, [hit('a', 'x'), hit('c', 'x')])).toEqual({ a: { x: 1 } });
    expect(shrink(known, [])).toEqual({});
  });
});
