import SETUP_WORDS from '../../locales/setup-words.json' with { type: 'json' };
import WIZARD_WORDS from '../../locales/wizard-words.json' with { type: 'json' };
import type { Word } from '../i18n.ts';
import { withWords } from '../i18n.ts';

const WORDS = { ...SETUP_WORDS, ...WIZARD_WORDS };

export type SetupWord = Word | keyof typeof WORDS;

/** Also translates the texts about adding sensors, which are loaded together with this module. */
export const t = withWords(WORDS);
