import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { speak } from '../../../../../src/web/app/kit/i18n.ts';
import { translateHelp } from '../../../../../src/web/app/kit/setting-help.ts';

type Schema = { readonly properties: Readonly<Record<string, unknown>> };

const SCHEMA = JSON.parse(readFileSync('config/settings.schema.json', 'utf8')) as Schema;
/** Written in the file only: no form shows them. */
const { rules: _rules, outputs: _outputs, ...shown } = SCHEMA.properties;

function descriptionsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === 'description' && typeof value === 'string' ? [value] : descriptionsIn(value),
  );
}

const ENGLISH = [...new Set(descriptionsIn(shown))];

function helpIn(language: string): Record<string, string> {
  return JSON.parse(readFileSync(`src/web/app/locales/help/${language}.json`, 'utf8')) as never;
}

/** What no language changes: words of the settings, placeholders, paths, and numbers. */
function fixedParts(text: string): string[] {
  return (text.match(/`[^`]+`|\{[^}]+\}|\/\w[\w-]+(?:[/.][\w-]+)*|\d+/g) ?? []).toSorted();
}

describe.each(['de', 'fr', 'es'])('help of the settings in %s', (language) => {
  test('is there for each setting that a form shows, and for nothing else', () => {
    expect(Object.keys(helpIn(language)).toSorted()).toEqual(ENGLISH.toSorted());
  });

  test('keeps words of the settings, placeholders, paths and numbers', () => {
    for (const [english, text] of Object.entries(helpIn(language)))
      expect([english, fixedParts(text)]).toEqual([english, fixedParts(english)]);
  });
});

test('a form gets it in the language of its reader', async () => {
  const memory = new Map<string, string>();
  const page = { setItem: (key: string, value: string) => void memory.set(key, value) };
  Object.assign(globalThis, { localStorage: page, document: { documentElement: {} } });
  speak('de');
  const schema = {
    properties: { description: { type: 'string', description: 'PEM file.' } },
    anyOf: [{ minimum: 1 }],
  };
  expect(await translateHelp(schema)).toEqual({
    properties: { description: { type: 'string', description: 'PEM-Datei.' } },
    anyOf: [{ minimum: 1 }],
  });
  speak('en');
  expect(await translateHelp(schema)).toBe(schema);
});
