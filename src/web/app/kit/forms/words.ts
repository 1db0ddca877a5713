import HISTORY_WORDS from '../../locales/history-words.json' with { type: 'json' };
import { withWords } from '../i18n.ts';

/** Also translates the texts of forms and of versions, which are loaded together with this module. */
export const t = withWords(HISTORY_WORDS);
