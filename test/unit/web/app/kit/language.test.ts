import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { WORDS } from '../../../../../src/web/app/kit/i18n.ts';
import type { Language } from '../../../../../src/web/app/kit/language.ts';
import { LANGUAGES, speak, translate } from '../../../../../src/web/app/kit/language.ts';

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('document', { documentElement: {} });
  return () => {
    speak('en');
    vi.unstubAllGlobals();
  };
});

test.each<[Language, number, string]>([
  ['en', 0, '0 changes, not applied'],
  ['en', 1, '1 change, not applied'],
  ['en', 2, '2 changes, not applied'],
  ['de', 1, '1 Änderung, noch nicht angewendet'],
  ['fr', 0, '0 changement, non appliqué'],
  ['fr', 2, '2 changements, non appliqués'],
  ['es', 1, '1 cambio, sin aplicar'],
])('in %s, %i takes the form that goes with it', (language, n, sentence) => {
  speak(language);
  expect(translate(WORDS.changesOpen, { n })).toBe(sentence);
});

test('a value that is no number takes the form of many, and one that is missing stays in its braces', () => {
  expect(translate(['{n} {n:door|doors}'], { n: '–' })).toBe('– doors');
  expect(translate(['{n} {n:door|doors}'])).toBe('{n} {n:door|doors}');
});

const LOCALES = join(import.meta.dirname, '../../../../../src/web/app/locales');
const wordFiles = readdirSync(LOCALES).filter((name) => name.endsWith('.json'));

/** The values that a sentence asks for. */
function valuesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name))].toSorted();
}

test.each(wordFiles)(
  '%s has every sentence in all four languages, and each asks for the same values',
  (name) => {
    const words = JSON.parse(readFileSync(join(LOCALES, name), 'utf8')) as Record<string, string[]>;
    for (const [word, listed] of Object.entries(words)) {
      // The titles of settings are known by the English one.
      const texts = name === 'schema-words.json' ? [word, ...listed] : listed;
      expect([word, texts.map(valuesOf)]).toEqual([word, LANGUAGES.map(() => valuesOf(texts[0] ?? ''))]);
      expect([word, texts.filter((text) => text.trim() === '')]).toEqual([word, []]);
    }
  },
);
