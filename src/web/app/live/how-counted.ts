import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { withWords } from '../kit/i18n.ts';
import COUNTING_WORDS from '../locales/counting-words.json' with { type: 'json' };

const t = withWords(COUNTING_WORDS);

/** Explains why numbers that seem to mean the same differ. Loaded only when a user asks for it. */
export function drawHowCounted(hasQueue: boolean): VNode[] {
  const words = ['howInside', 'howZones', 'howBorder', ...(hasQueue ? ['howWaiting' as const] : [])] as const;
  return words.map((word) => html`<p class="quiet">${t(word)}</p>`);
}
