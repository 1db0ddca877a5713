// Texts about counting on the first page. They are loaded after the page is drawn.
import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { t } from '../state/counting-words.ts';
import { explainInside } from './explain-inside.ts';

/**
 * Returns a sentence that explains why the number in the store differs from today's ins less outs. Empty when the two
 * do not differ.
 */
export function insideText(...known: Parameters<typeof explainInside>): string {
  const why = explainInside(...known);
  return why === undefined ? '' : t(why.word, why.values);
}

/** Returns a sentence for a door whose sensors have never given a heartbeat. */
export function neverCountedText(): string {
  return t('neverCounted');
}

/** Explains why numbers that seem to mean the same differ. */
export function drawHowCounted(hasQueue: boolean): VNode[] {
  const words = ['howInside', 'howZones', 'howBorder', ...(hasQueue ? ['howWaiting' as const] : [])] as const;
  return words.map((word) => html`<p class="quiet">${t(word)}</p>`);
}
