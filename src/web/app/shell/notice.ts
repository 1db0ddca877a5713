import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { Icon } from '../kit/icon.ts';
import { icon } from '../kit/icon.ts';

export interface Notice {
  readonly kind: 'lost' | 'warn' | 'info' | 'well';
  readonly sign: Icon;
  readonly what: string;
  readonly remedy: string;
  readonly href?: string;
  readonly acts?: readonly { readonly word: string; readonly run: () => void }[];
}

/** Draws a notice across the page: a state and its remedy. */
export function drawNotice({ kind, sign, what, remedy, href, acts = [] }: Notice): VNode {
  const words = html`${icon(sign)}<span class="say"><strong>${what}</strong> <span class="remedy">${remedy}</span></span>`;
  const body =
    href === undefined
      ? html`<span class="body">${words}</span>`
      : html`<a class="body" href=${href}>${words}<span class="go"><span class="word">${t('whatToDo')}</span>${icon('next')}</span></a>`;
  return html`<div class="strip ${kind}" role=${kind === 'lost' ? 'alert' : 'status'}>${body}
    ${acts.map(({ word, run }) => html`<button class="link" onClick=${run}>${word}</button>`)}</div>`;
}
