import HISTORY_WORDS from '../../locales/history-words.json' with { type: 'json' };
import { withWords } from '../i18n.ts';

/** Translates also the sentences about forms and versions. They are loaded with these. */
export const t = withWords(HISTORY_WORDS);
