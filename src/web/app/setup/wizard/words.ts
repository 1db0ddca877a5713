import type { Word } from '../../kit/i18n.ts';
import * as common from '../../kit/i18n.ts';
import { translate } from '../../kit/language.ts';
import WIZARD_WORDS from '../../locales/wizard-words.json' with { type: 'json' };

type OwnWord = keyof typeof WIZARD_WORDS;

/** The sentence in the reader's language; those of the wizard are loaded with it. */
export function t(word: Word | OwnWord, values: Readonly<Record<string, string | number>> = {}): string {
  return word in WIZARD_WORDS
    ? translate(WIZARD_WORDS[word as OwnWord], values)
    : common.t(word as Word, values);
}
