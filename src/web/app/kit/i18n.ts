import { BEACON_WORDS } from '../locales/beacon-words.ts';
import { CAMERA_WORDS } from '../locales/camera-words.ts';
import { DEVICE_WORDS } from '../locales/device-words.ts';
import { DOOR_WORDS } from '../locales/door-words.ts';
import { EDITOR_WORDS } from '../locales/editor-words.ts';
import { ERROR_WORDS } from '../locales/error-words.ts';
import { FAULT_WORDS } from '../locales/fault-words.ts';
import { HEALTH_WORDS } from '../locales/health-words.ts';
import { HISTORY_WORDS } from '../locales/history-words.ts';
import { INSIGHT_WORDS } from '../locales/insight-words.ts';
import { LIVE_WORDS } from '../locales/live-words.ts';
import { PLAN_WORDS } from '../locales/plan-words.ts';
import { SETTING_WORDS } from '../locales/setting-words.ts';
import { SETUP_WORDS } from '../locales/setup-words.ts';
import { SHELL_WORDS } from '../locales/shell-words.ts';
import { ZONE_WORDS } from '../locales/zone-words.ts';
import { translate } from './language.ts';

export type { Language } from './language.ts';
export { currentLanguage, currentLocale, LANGUAGES, speak } from './language.ts';

/** Each sentence in every language, in the order of LANGUAGES; `{name}` stands for a value. */
export const WORDS = {
  ...LIVE_WORDS,
  ...SHELL_WORDS,
  ...EDITOR_WORDS,
  ...SETUP_WORDS,
  ...HISTORY_WORDS,
  ...ZONE_WORDS,
  ...PLAN_WORDS,
  ...DEVICE_WORDS,
  ...CAMERA_WORDS,
  ...DOOR_WORDS,
  ...BEACON_WORDS,
  ...HEALTH_WORDS,
  ...FAULT_WORDS,
  ...ERROR_WORDS,
  ...INSIGHT_WORDS,
  ...SETTING_WORDS,
} as const;
export type Word = keyof typeof WORDS;

/** The word of that name in the reader's language; undefined when there is none. */
export function wordFor(name: string): string | undefined {
  return name in WORDS ? t(name as Word) : undefined;
}

export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return translate(WORDS[word], values);
}
