import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { thresholds } from '../../../../../src/web/app/insights/thresholds.ts';
import { phraseWord } from '../../../../../src/web/app/insights/words.ts';

const METRICS = join(import.meta.dirname, '../../../../../src/core/metrics');
const DEFINITION = /['`]\w+\/\d+ [^'\n]*/g;

test('every threshold of a definition has a name', () => {
  const files = readdirSync(METRICS).filter((name) => name.endsWith('.ts'));
  const sources = files.map((name) => readFileSync(join(METRICS, name), 'utf8'));
  const definitions = sources.flatMap((source) => source.match(DEFINITION) ?? []);
  const keys = new Set(definitions.flatMap((text) => [...text.matchAll(/(\w+)=/g)].map(([, key]) => key)));
  expect(keys.size).toBeGreaterThan(10);
  expect([...keys].filter((key) => phraseWord(`by_${key}`) === undefined)).toEqual([]);
});

test('a level is told in dBm, a time in seconds', () => {
  expect(thresholds(['inside=75', 'leave=20000'], 'm')).toEqual([
    ['Inside from', '−75 dBm'],
    ['Gives up after', '20 s'],
  ]);
});
