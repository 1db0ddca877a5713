import type { Language } from './i18n.ts';
import { currentLanguage } from './i18n.ts';

type Help = Readonly<Record<string, string>>;

/** Help texts of each language. They are loaded with the first form. The English texts are in the schema. */
const HELP: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly default: Help }>>> = {
  de: () => import('../locales/help/de.json', { with: { type: 'json' } }),
  fr: () => import('../locales/help/fr.json', { with: { type: 'json' } }),
  es: () => import('../locales/help/es.json', { with: { type: 'json' } }),
};

/** Replaces the descriptions in the schema by those in the reader's language. */
export async function translateHelp<T>(schema: T): Promise<T> {
  const language = currentLanguage();
  if (language === 'en') return schema;
  const { default: help } = await HELP[language]();
  return withHelp(schema, help);
}

function withHelp<T>(part: T, help: Help): T {
  if (Array.isArray(part)) return part.map((item: unknown) => withHelp(item, help)) as T;
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([key, value]) => {
    // A setting may itself be named `description`. Its value is then a schema, not a text.
    if (key === 'description' && typeof value === 'string') return [key, help[value] ?? value];
    return [key, withHelp(value as unknown, help)];
  });
  return Object.fromEntries(entries) as T;
}
