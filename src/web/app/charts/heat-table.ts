import type { VNode } from 'preact';
import { html } from '../kit/html.ts';

export interface HeatCell {
  readonly value: number | null;
  readonly text: string;
}

interface Props {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly HeatCell[] }[];
}

/**
 * Number of shades. No shade is between 36 % and 80 % of the accent colour, because no text would be readable on it.
 */
const STEPS = 5;

/** A table whose cells are coloured by their value. A cell without a value is hatched. */
export function HeatTable({ caption, columns, rows }: Props): VNode {
  const highest = Math.max(1, ...rows.flatMap(({ cells }) => cells.map(({ value }) => value ?? 0)));
  const cell = ({ value, text }: HeatCell) => {
    const step = value === null ? 'gone' : `step${Math.min(STEPS, Math.ceil((value / highest) * STEPS))}`;
    return html`<td class=${step}>${text}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table class="heat"><caption class="off">${caption}</caption>
    <thead><tr><td></td>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
    <tbody>${rows.map(({ label, cells }) => html`<tr><th scope="row">${label}</th>${cells.map(cell)}</tr>`)}</tbody></table></div>`;
}
