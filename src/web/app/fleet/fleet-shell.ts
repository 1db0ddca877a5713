import type { VNode } from 'preact';
import { html } from '../kit/html.ts';

export function FleetShell(): VNode {
  return html`<main class="pair card"><h1>Lintel</h1></main>`;
}
