import { withWords } from '../../kit/i18n.ts';
import WIZARD_WORDS from '../../locales/wizard-words.json' with { type: 'json' };

export const t = withWords(WIZARD_WORDS);
