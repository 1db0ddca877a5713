import { withWords } from '../../kit/i18n.ts';
import PICTURE_WORDS from '../../locales/picture-words.json' with { type: 'json' };

/** The sentence in the reader's language; those of the plan's picture are loaded with the editor. */
export const t = withWords(PICTURE_WORDS);
