import SCHEMA_TITLES from '../locales/schema-words.json' with { type: 'json' };
import { currentLanguage, LANGUAGES } from './i18n.ts';

/** Each English title, with its German, French and Spanish translations. */
const TITLES: Readonly<Record<string, readonly string[]>> = SCHEMA_TITLES;

/** Translates a title of the schema. Without a title, the key becomes words: `widthMetres` → Width metres. */
export function schemaTitle(title: string | undefined, key: string): string {
  const english = title ?? inWords(key);
  const place = LANGUAGES.indexOf(currentLanguage()) - 1;
  return TITLES[english]?.[place] ?? english;
}

function inWords(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
