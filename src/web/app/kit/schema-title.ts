import SCHEMA_TITLES from '../locales/schema-words.json' with { type: 'json' };
import { currentLanguage, LANGUAGES } from './i18n.ts';

/** English title → German, French, Spanish. */
const TITLES: Readonly<Record<string, readonly string[]>> = SCHEMA_TITLES;

/** Translates a title of the schema. A key without a title is spelled out: `widthMetres` → Width metres. */
export function schemaTitle(title: string | undefined, key: string): string {
  const english = title ?? inWords(key);
  const place = LANGUAGES.indexOf(currentLanguage()) - 1;
  return TITLES[english]?.[place] ?? english;
}

function inWords(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
