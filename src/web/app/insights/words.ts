import { translate } from '../kit/language.ts';
import NUMBER_WORDS from '../locales/number-words.json' with { type: 'json' };
import PAGE_WORDS from '../locales/page-words.json' with { type: 'json' };

const WORDS = { ...NUMBER_WORDS, ...PAGE_WORDS };
export type PageWord = keyof typeof WORDS;

/** Returns a text of this page in the reader's language. */
export function phrase(word: PageWord, values: Readonly<Record<string, string | number>> = {}): string {
  return translate(WORDS[word], values);
}

export function phraseWord(name: string): string | undefined {
  return name in WORDS ? phrase(name as PageWord) : undefined;
}

/** Returns a metric's name or its explanation. For an unknown metric it returns the metric's key. */
export function phraseName(name: string, kind: '' | 'about ' = ''): string {
  const word = `${kind}${name}`;
  return word in WORDS ? phrase(word as PageWord) : kind === '' ? name : '';
}
