import { withWords } from '../kit/i18n.ts';
import COUNTING_WORDS from '../locales/counting-words.json' with { type: 'json' };

/** Translates the texts about counting too. The first page loads this module after it is drawn. */
export const t = withWords(COUNTING_WORDS);
