import type { Word } from '../kit/i18n.ts';
import * as common from '../kit/i18n.ts';
import { translate } from '../kit/language.ts';
import FORECAST_WORDS from '../locales/forecast-words.json' with { type: 'json' };

export type ForecastWord = Word | keyof typeof FORECAST_WORDS;
type OwnWord = keyof typeof FORECAST_WORDS;

/** Returns a text in the reader's language. The texts of forecasts are loaded with their page. */
export function t(word: ForecastWord, values: Readonly<Record<string, string | number>> = {}): string {
  return word in FORECAST_WORDS
    ? translate(FORECAST_WORDS[word as OwnWord], values)
    : common.t(word as Word, values);
}

/** Undefined for an unknown name. */
export function wordFor(name: string): string | undefined {
  return name in FORECAST_WORDS ? t(name as OwnWord) : common.wordFor(name);
}
