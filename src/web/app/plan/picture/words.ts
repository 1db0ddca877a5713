import type { Word } from '../../kit/i18n.ts';
import * as common from '../../kit/i18n.ts';
import { translate } from '../../kit/language.ts';
import PICTURE_WORDS from '../../locales/picture-words.json' with { type: 'json' };

type OwnWord = keyof typeof PICTURE_WORDS;

/** The sentence in the reader's language; those of the plan's picture are loaded with the editor. */
export function t(word: Word | OwnWord, values: Readonly<Record<string, string | number>> = {}): string {
  return word in PICTURE_WORDS
    ? translate(PICTURE_WORDS[word as OwnWord], values)
    : common.t(word as Word, values);
}
