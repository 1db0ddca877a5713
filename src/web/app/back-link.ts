import type { VNode } from 'preact';
import { html } from './html.ts';
import { t } from './words.ts';

export function BackLink(): VNode {
  return html`<a class="back" href="#devices">‹ ${t('devices')}</a>`;
}
