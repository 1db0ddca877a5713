import type { Word } from '../../kit/i18n.ts';
import { withWords } from '../../kit/i18n.ts';
import SENSOR_WORDS from '../../locales/sensor-words.json' with { type: 'json' };

export type SensorWord = Word | keyof typeof SENSOR_WORDS;

export const t = withWords(SENSOR_WORDS);
