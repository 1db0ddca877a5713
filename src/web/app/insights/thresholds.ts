import { phrase, phraseWord } from './words.ts';

/** Thresholds without a unit. A threshold without any case in `thresholds` is a time in milliseconds. */
const WITHOUT_UNIT: ReadonlySet<string> = new Set(['buckets']);

/**
 * Formats `entry=500` as "Inside for at least, 0.5 s". `lengthUnit` is the unit of the space: m on the floor, px in a
 * picture.
 */
export function thresholds(
  texts: readonly string[],
  lengthUnit: 'm' | 'px',
): (readonly [name: string, value: string])[] {
  return texts.map((text) => {
    const [key = '', value = ''] = text.split('=');
    const name = phraseWord(`by_${key}`);
    if (name === undefined) return [key, value];
    if (key === 'inside') return [name, `−${value} dBm`];
    if (key === 'grow') return [name, `${value} ${lengthUnit}`];
    const isWord = key === 'mode' || key === 'people';
    if (isWord) return [name, phraseWord(`${key} ${value}`) ?? value];
    return [name, WITHOUT_UNIT.has(key) ? value : phrase('seconds', { n: Number(value) / 1000 })];
  });
}
