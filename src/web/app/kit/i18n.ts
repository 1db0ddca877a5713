import BEACON_WORDS from '../locales/beacon-words.json' with { type: 'json' };
import CAMERA_WORDS from '../locales/camera-words.json' with { type: 'json' };
import DEVICE_WORDS from '../locales/device-words.json' with { type: 'json' };
import DOOR_WORDS from '../locales/door-words.json' with { type: 'json' };
import EDITOR_WORDS from '../locales/editor-words.json' with { type: 'json' };
import FAULT_WORDS from '../locales/fault-words.json' with { type: 'json' };
import HEALTH_WORDS from '../locales/health-words.json' with { type: 'json' };
import INSIGHT_WORDS from '../locales/insight-words.json' with { type: 'json' };
import LIVE_WORDS from '../locales/live-words.json' with { type: 'json' };
import PLAN_WORDS from '../locales/plan-words.json' with { type: 'json' };
import SETTING_WORDS from '../locales/setting-words.json' with { type: 'json' };
import SHELL_WORDS from '../locales/shell-words.json' with { type: 'json' };
import ZONE_WORDS from '../locales/zone-words.json' with { type: 'json' };
import { translate } from './language.ts';

export type { Language } from './language.ts';
export { currentLanguage, currentLocale, LANGUAGES, speak } from './language.ts';

/** Texts in all languages, in the order of LANGUAGES; `{name}` stands for a value. */
export const WORDS = {
  ...LIVE_WORDS,
  ...SHELL_WORDS,
  ...EDITOR_WORDS,
  ...ZONE_WORDS,
  ...PLAN_WORDS,
  ...DEVICE_WORDS,
  ...CAMERA_WORDS,
  ...DOOR_WORDS,
  ...BEACON_WORDS,
  ...HEALTH_WORDS,
  ...FAULT_WORDS,
  ...INSIGHT_WORDS,
  ...SETTING_WORDS,
} as const;
export type Word = keyof typeof WORDS;

/** Returns a text in the reader's language; undefined for an unknown name. */
export function wordFor(
  name: string,
  values: Readonly<Record<string, string | number>> = {},
): string | undefined {
  return name in WORDS ? t(name as Word, values) : undefined;
}

export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return translate(WORDS[word], values);
}

/** Returns a `t` that also has the texts of one page. These texts are loaded together with the page. */
export function withWords<Own extends string>(own: Readonly<Record<Own, readonly string[]>>) {
  return (word: Word | Own, values: Readonly<Record<string, string | number>> = {}): string =>
    word in own ? translate(own[word as Own], values) : t(word as Word, values);
}
