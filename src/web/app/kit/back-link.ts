import type { VNode } from 'preact';
import { html } from './html.ts';
import { t } from './i18n.ts';

export function BackLink(): VNode {
  return html`<a class="back" href="#devices">‹ ${t('devices')}</a>`;
}
