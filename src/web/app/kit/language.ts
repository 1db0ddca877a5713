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

/** For times and dates: the reader's own way of writing the language, where the browser knows it. */
export function currentLocale(): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}

export function speak(next: Language): void {
  language = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
}

/** A sentence in the reader's language; `{name}` stands for a value. */
export function translate(
  texts: readonly string[],
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = texts[LANGUAGES.indexOf(language)] ?? texts[0] ?? '';
  return text.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}
