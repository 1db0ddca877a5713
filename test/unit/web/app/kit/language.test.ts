import { beforeEach, expect, test, vi } from 'vitest';
import { LANGUAGES, WORDS } from '../../../../../src/web/app/kit/i18n.ts';
import type { Language } from '../../../../../src/web/app/kit/language.ts';
import { speak, translate } from '../../../../../src/web/app/kit/language.ts';

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

test('a sentence asks for the same values in all four languages', () => {
  const valuesOf = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].toSorted();
  const uneven = Object.entries(WORDS).filter(([, texts]) =>
    LANGUAGES.some((_, i) => String(valuesOf(texts[i] ?? '')) !== String(valuesOf(texts[0]))),
  );
  expect(uneven.map(([word]) => word)).toEqual([]);
});
