import { withWords } from '../kit/i18n.ts';
import COUNTING_WORDS from '../locales/counting-words.json' with { type: 'json' };

const t = withWords(COUNTING_WORDS);

/** Says that a door or sensor has never answered, and therefore does not count yet. */
export function neverCountedText(): string {
  return t('neverCounted');
}
