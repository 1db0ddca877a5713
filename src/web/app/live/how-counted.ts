// Texts about counting on the first page. They are loaded after the page is drawn.
import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { t } from '../state/counting-words.ts';
import { explainInside } from './explain-inside.ts';

/** Says in one sentence how the number in the store comes from today's ins and outs; empty while they are unknown. */
export function insideText(...known: Parameters<typeof explainInside>): string {
  const why = explainInside(...known);
  return why === undefined ? '' : t(why.word, why.values);
}

/** Returns a sentence for a door whose sensors have never given a heartbeat. */
export function neverCountedText(): string {
  return t('neverCounted');
}

/** Says what counts in the mean wait. The mean is shorter than people expect, because most of them need not wait. */
export function waitMeansText(): string {
  return t('waitMeans');
}

/** Explains why numbers that seem to mean the same differ. */
export function drawHowCounted(hasQueue: boolean): VNode[] {
  const words = ['howInside', 'howZones', 'howBorder', ...(hasQueue ? ['howWaiting' as const] : [])] as const;
  return words.map((word) => html`<p class="quiet">${t(word)}</p>`);
}
