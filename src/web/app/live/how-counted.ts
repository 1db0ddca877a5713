// Texts about counting on the first page. They are loaded after the page is drawn.
import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { t } from '../state/counting-words.ts';
import { explainInside } from './explain-inside.ts';

/** Says in one sentence why the number in the store differs from today's ins less outs; empty when it does not. */
export function insideText(...known: Parameters<typeof explainInside>): string {
  const why = explainInside(...known);
  return why === undefined ? '' : t(why.word, why.values);
}

/** Says of a door that none of its sensors has ever answered. */
export function neverCountedText(): string {
  return t('neverCounted');
}

/** Explains why numbers that seem to mean the same differ. */
export function drawHowCounted(hasQueue: boolean): VNode[] {
  const words = ['howInside', 'howZones', 'howBorder', ...(hasQueue ? ['howWaiting' as const] : [])] as const;
  return words.map((word) => html`<p class="quiet">${t(word)}</p>`);
}
