import type { Word } from '../kit/i18n.ts';
import { t } from '../kit/i18n.ts';

/** Names of the thresholds in the definitions; in milliseconds unless a unit is given. */
const THRESHOLDS: Readonly<Record<string, { readonly word: Word; readonly unit?: string }>> = {
  entry: { word: 'by_entry' },
  exit: { word: 'by_exit' },
  visit: { word: 'by_visit' },
  engaged: { word: 'by_engaged' },
  return: { word: 'by_return' },
  bounce: { word: 'by_bounce' },
  buckets: { word: 'by_buckets', unit: '' },
  grow: { word: 'by_grow', unit: '' },
};

/** `entry=500` → Inside for at least, 0.5 s. */
export function thresholds(texts: readonly string[]): (readonly [name: string, value: string])[] {
  return texts.map((text) => {
    const [key = '', value = ''] = text.split('=');
    const known = THRESHOLDS[key];
    if (known === undefined) return [key, value];
    return [t(known.word), known.unit === undefined ? `${Number(value) / 1000} s` : value];
  });
}
