import type { Word } from '../../kit/i18n.ts';
import * as common from '../../kit/i18n.ts';
import { translate } from '../../kit/language.ts';
import SENSOR_WORDS from '../../locales/sensor-words.json' with { type: 'json' };

type OwnWord = keyof typeof SENSOR_WORDS;
export type SensorWord = Word | OwnWord;

/** The sentence in the reader's language; those of sensors are loaded with their page. */
export function t(word: SensorWord, values: Readonly<Record<string, string | number>> = {}): string {
  return word in SENSOR_WORDS
    ? translate(SENSOR_WORDS[word as OwnWord], values)
    : common.t(word as Word, values);
}
