import type { VNode } from 'preact';
import { html } from '../kit/html.ts';

const WEAKEST_DBM = -100;
const STRONGEST_DBM = -35;

/** Shows the signal strength of one radio. */
export function Level({ name, rssiDbm }: { readonly name: string; readonly rssiDbm: number }): VNode {
  const share = (rssiDbm - WEAKEST_DBM) / (STRONGEST_DBM - WEAKEST_DBM);
  return html`<div class="level"><span>${name}</span><meter min="0" max="1" value=${Math.max(0, Math.min(1, share))} aria-label=${name}></meter>
    <span class="number">${Math.round(rssiDbm)} dBm</span></div>`;
}
