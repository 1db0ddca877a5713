import type { Word } from '../kit/i18n.ts';
import * as common from '../kit/i18n.ts';
import FORECAST_WORDS from '../locales/forecast-words.json' with { type: 'json' };

type OwnWord = keyof typeof FORECAST_WORDS;
export type ForecastWord = Word | OwnWord;

/** Returns a text in the reader's language. The texts of forecasts are loaded with their page. */
export const t = common.withWords(FORECAST_WORDS);

export function wordFor(name: string): string | undefined {
  return name in FORECAST_WORDS ? t(name as OwnWord) : common.wordFor(name);
}
