import type { VNode } from 'preact';
import { html } from '../html.ts';

export interface TableData {
  readonly head: readonly string[];
  /** Cells of each row. The first cell is the row's name. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Shows the numbers of a chart as a table. */
export function AsTable({ name, head, rows }: TableData & { readonly name: string }): VNode {
  return html`<details class="astable"><summary>${name}</summary><div class="scroll" tabindex="0"><table><thead><tr>${head.map(
    (text, i) => html`<th scope="col" class=${i === 0 ? '' : 'number'}>${text}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([first, ...cells]) =>
      html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}
