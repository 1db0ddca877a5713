export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'lintel-language';
let language: Language = preferred();

function preferred(): Language {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY);
  const wanted = [kept ?? '', ...(typeof navigator === 'undefined' ? [] : navigator.languages)];
  for (const tag of wanted) {
    const found = LANGUAGES.find((known) => tag.toLowerCase().startsWith(known));
    if (found !== undefined) return found;
  }
  return 'en';
}

export function currentLanguage(): Language {
  return language;
}

/** Returns the browser's locale for the chosen language. Times and dates are formatted with it. */
export function currentLocale(): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}

export function speak(next: Language): void {
  language = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
}

/** Matches `{name}` and `{name:singular|plural}`. */
const PLACE = /\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g;

/** Translates a text. `{n}` stands for a value, and `{n:door|doors}` for the form that fits the value. */
export function translate(
  texts: readonly string[],
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = texts[LANGUAGES.indexOf(language)] ?? texts[0] ?? '';
  return text.replaceAll(PLACE, (all, name: string, one: string | undefined, others: string | undefined) => {
    const value = values[name];
    if (value === undefined) return all;
    if (one === undefined || others === undefined) return String(value);
    return isOne(Number(value)) ? one : others;
  });
}

const rules = new Map<Language, Intl.PluralRules>();

/** Returns whether a number takes the singular, by the rules of the language: in French, 0 does. */
function isOne(value: number): boolean {
  const rule = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, rule);
  return rule.select(value) === 'one';
}
