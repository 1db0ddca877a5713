import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../src/config/yaml-document.ts';
import { runCommandLine } from '../support/process/run-cli.ts';
import { isAbsent, sharedPath } from '../support/shared-data.ts';
import { tempDir } from '../support/temp-dir.ts';

const HEAD = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop-1, timezone: UTC }\n';
const levels = (text: string) => Array.from({ length: 9 }, () => text).join(', ');

/** What a text does to a reader that trusts it, and the line that is to be named. */
const HOSTILE: readonly (readonly [string, string, number])[] = [
  ['an alias to nothing', `${HEAD}zones: *nowhere\n`, 5],
  ['a cycle', `${HEAD}zones: &z [ { id: a, polygon: *z } ]\n`, 5],
  ['a cycle through a merge', `%YAML 1.1\n---\n${HEAD}floor: &f { <<: *f }\n`, 7],
  ['a key that holds itself', `${HEAD}? &k [ *k ]\n: 1\n`, 5],
  [
    'a bomb of aliases',
    `${HEAD}a: &a [${levels('x')}]\nb: &b [${levels('*a')}]\nc: &c [${levels('*b')}]\nd: &d [${levels('*c')}]\nzones: [${levels('*d')}]\n`,
    9,
  ],
  [
    '20,000 aliases',
    `${HEAD}a: &a x\nzones: [${Array.from({ length: 20_000 }, () => '*a').join(', ')}]\n`,
    6,
  ],
  ['5,000 open brackets', `${HEAD}zones: ${'['.repeat(5000)}`, 5],
  ['5,000 blocks in one line', `${HEAD}zones:\n  ${'- '.repeat(5000)}x\n`, 6],
  ['300 blocks in each other', `${HEAD}${indented(300)}\n`, 69],
  ['a tab', `${HEAD}zones:\n\t- { id: a }\n`, 6],
  ['two documents', `${HEAD}---\n${HEAD}`, 5],
];

function indented(depth: number): string {
  return Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
}

const COMMANDS = [
  (file: string) => ['check', file],
  (file: string) => ['status', '-c', file],
  (file: string) => ['replay', '-c', file, '-i', 'cam=/nowhere.txt'],
  (file: string) => ['privacy', 'report', '-c', file],
  (file: string) => ['console', 'pair', '-c', file],
];

describe('settings that attack their reader', () => {
  test.each(HOSTILE)('%s is a problem with its line, in seconds', (_name, text, line) => {
    const beganMs = performance.now();
    const read = readYaml(text);
    expect('problems' in read ? read.problems.map((problem) => problem.line) : 'accepted').toEqual([line]);
    expect(performance.now() - beganMs).toBeLessThan(10_000);
  });

  test('an honest alias is what it names', () => {
    const read = readYaml('a: &a { x: 1 }\nb: [*a, *a]\n');
    expect('value' in read && read.value).toEqual({ a: { x: 1 }, b: [{ x: 1 }, { x: 1 }] });
  });

  test.each(COMMANDS.map((words) => [words('FILE').slice(0, 2).join(' '), words] as const))(
    'end %s with exit status 78 and no stack trace',
    async (_name, words) => {
      const file = join(tempDir(), 'store.yaml');
      for (const [, text] of HOSTILE.slice(0, 5)) {
        writeFileSync(file, text);
        const { code, output } = await runCommandLine(...words(file));
        expect(output).not.toMatch(/\n\s+at |Error:/);
        expect(code).toBe(78);
      }
    },
  );
});

const FIELD = 'data/field-cases/settings';

/** What is to be said of each file of the field; exit status 0 where it is a warning only. */
const FIELD_CASES: readonly (readonly [string, number, RegExp])[] = [
  ['01-tabs.yaml', 78, /\(line 12\).*tabs.*spaces/],
  ['03-misspelt.yaml', 78, /timeZone \(line 4\).*did you mean 'timezone'/],
  ['03-misspelt.yaml', 78, /widthpx \(line 18\).*did you mean 'widthPx'/],
  ['03-misspelt.yaml', 78, /zone \(line 21\).*did you mean 'zones'/],
  ['03-misspelt.yaml', 78, /password_file \(line 33\).*did you mean 'passwordFile'/],
  ['05-metres.yaml', 78, /polygon \(line 21\).*pixels, not metres/],
  ['07-inline-pw.yaml', 78, /mqtt\.password \(line 33\).*'passwordFile'/],
  ['07b-pw-in-url.yaml', 78, /mqtt\.url \(line 30\).*username and passwordFile/],
  ['08b-ports-same.yaml', 78, /lanPort \(line 28\).*other than console\.port/],
  ['09b-comma-flow.yaml', 78, /polygon\[0\] \(line 21\).*point, not a comma/],
  ['10b-latin1.yaml', 0, /\(line 4\).*UTF-8/],
  ['29-tilde.yaml', 78, /caFile \(line 31\).*without ~/],
  ['32-tz-missing.yaml', 0, /timezone \(line 4\) is missing/],
  ['alias-bomb.yaml', 78, /\(line 5\)/],
  ['alias-unresolved2.yaml', 78, /\(line 6\).*alias/],
];

describe.skipIf(isAbsent(FIELD))('settings as shops wrote them', () => {
  test.each(FIELD_CASES)('%s: exit status %i, %s', async (name, exit, said) => {
    const { code, output } = await runCommandLine('check', sharedPath(join(FIELD, name)));
    expect(output).toMatch(said);
    expect(output).not.toContain('hunter2');
    expect(code).toBe(exit);
  });
});
