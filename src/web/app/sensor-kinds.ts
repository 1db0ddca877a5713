import type { Word } from './words.ts';
import { t } from './words.ts';

/** What a type of sensor is to whoever stands before it, by the end or the beginning of its name. */
const KINDS: readonly (readonly [RegExp, Word])[] = [
  [/^camera$/, 'kind_camera'],
  [/^beam-/, 'kind_beams'],
  [/-receiver$/, 'kind_receiver'],
  [/-counter$/, 'kind_counter'],
  [/^button-/, 'kind_buttons'],
  [/^reed-/, 'kind_contact'],
  [/^sales-/, 'kind_sales'],
];

export function kindOf(type: string): string {
  const known = KINDS.find(([pattern]) => pattern.test(type));
  return known === undefined ? type : t(known[1]);
}

export function isReceiver(type: string): boolean {
  return type.endsWith('-receiver');
}
