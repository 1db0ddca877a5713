import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', '..', 'src');

/** A regular expression in a line of code: after what cannot end a value, and not in a comment. */
const LITERAL =
  /(?<=[=(,:!&|?[{;]\s*|return |^\s*)\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+)\/[dgimsuvy]*/g;

/** Quantifiers that may repeat without end: `*`, `+`, `{n,}`. */
const ENDLESS = /[*+]|\{\d+,\}/;
const INNERMOST = /\(([^()]*)\)([*+]|\{\d+,\})?/;

/** Whether a group that repeats without end holds a part that does so too: `(a+)*` takes exponential time. */
function nests(source: string): boolean {
  let rest = source.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  for (let group = INNERMOST.exec(rest); group !== null; group = INNERMOST.exec(rest)) {
    const [all, inner = '', quantifier] = group;
    const holds = ENDLESS.test(inner);
    if (holds && quantifier !== undefined) return true;
    rest = rest.replace(all, () => (holds ? 'x+' : `x${quantifier ?? ''}`));
  }
  return false;
}

/** Each repetition begins with a character that the repeated part cannot hold: there is one way to split a text. */
const UNAMBIGUOUS = new Set(['^[A-Za-z]+(?:_[a-z]+)*$', String.raw`^\d+-\d+(\.\d+)*$`]);

test.each([
  ['(a+)+', true],
  ['(?:<!--[\\s\\S]*?-->\\s*)*', true],
  ['((a|b*)c){2,}', true],
  ['(a+)', false],
  ['(ab)*', false],
  ['(a{1,3})*', false],
  ['[(a+)]*', false],
  ['\\(a+\\)*', false],
])('%s: nested is %s', (source, isNested) => {
  expect(nests(source)).toBe(isNested);
});

test('no regular expression repeats what repeats: input that is not ours could stall the gateway', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  let seen = 0;
  const found = files.flatMap((name) =>
    readFileSync(join(SRC, name), 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line))
      .flatMap((line) => [...line.matchAll(LITERAL)].map(([, source = '']) => source))
      .filter((source) => {
        seen += 1;
        return nests(source) && !UNAMBIGUOUS.has(source);
      })
      .map((source) => `${name}: ${source}`),
  );
  expect(found).toEqual([]);
  expect(seen).toBeGreaterThan(100);
});
