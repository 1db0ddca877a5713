import type { VNode } from 'preact';
import { html } from '../html.ts';

/** Defines the pattern for times without a sensor online. Shapes use it with `url(#id)`. */
export function hatch(id: string): VNode {
  return html`<defs><pattern id=${id} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2.2" height="7" /></pattern></defs>`;
}

let last = 0;

/** Returns a pattern id that is unique in the page. */
export function nextId(): string {
  last += 1;
  return `hatch-${last}`;
}
