import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { withWords } from '../kit/i18n.ts';
import COUNTING_WORDS from '../locales/counting-words.json' with { type: 'json' };
import { explainInside } from './explain-inside.ts';

export { neverCountedText } from '../state/never-counted.ts';

const t = withWords(COUNTING_WORDS);

/** Says in one sentence why the number in the store differs from today's ins less outs; empty when it does not. */
export function insideText(...known: Parameters<typeof explainInside>): string {
  const why = explainInside(...known);
  return why === undefined ? '' : t(why.word, why.values);
}

/** Explains why numbers that seem to mean the same differ. Loaded only when a user asks for it. */
export function drawHowCounted(hasQueue: boolean): VNode[] {
  const words = ['howInside', 'howZones', 'howBorder', ...(hasQueue ? ['howWaiting' as const] : [])] as const;
  return words.map((word) => html`<p class="quiet">${t(word)}</p>`);
}
