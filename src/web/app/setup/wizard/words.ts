import { withWords } from '../../kit/i18n.ts';
import WIZARD_WORDS from '../../locales/wizard-words.json' with { type: 'json' };

/** The sentence in the reader's language; those of the wizard are loaded with it. */
export const t = withWords(WIZARD_WORDS);
