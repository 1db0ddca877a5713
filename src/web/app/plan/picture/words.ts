import { withWords } from '../../kit/i18n.ts';
import PICTURE_WORDS from '../../locales/picture-words.json' with { type: 'json' };

export const t = withWords(PICTURE_WORDS);
