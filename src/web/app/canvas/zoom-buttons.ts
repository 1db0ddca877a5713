import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import type { Zoom } from './use-zoom.ts';

/** Zoom buttons. They are beside a drawing, so that they never cover it. */
export function ZoomButtons({ zoom }: { readonly zoom: Zoom }): VNode {
  const button = (word: 'nearer' | 'farther' | 'fit', act: () => void, isDone: boolean) =>
    html`<button type="button" class="tool" aria-label=${t(word)} title=${t(word)} disabled=${isDone} onClick=${act}>${icon(word)}</button>`;
  return html`<div class="zoom" role="group" aria-label=${t('zoom')}>
    ${button('nearer', () => zoom.by(1.6), false)}
    ${button('farther', () => zoom.by(1 / 1.6), zoom.view.scale === 1)}
    ${button('fit', () => zoom.fit(), zoom.view.scale === 1)}</div>`;
}
