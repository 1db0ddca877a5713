import type { VNode } from 'preact';
import type { PanelName } from '../../../ports/fleet.ts';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { panelPath } from './model/fleet-api.ts';
import { showPanel, usePanel } from './model/use-panel.ts';

export interface Column<Row> {
  readonly title: string;
  /** Explains the column in a tooltip. */
  readonly about?: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => unknown;
}

interface Props<Row> {
  readonly panel: PanelName;
  readonly query: PanelQuery;
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  /** Sort order of the rows. Absent: the server's order. */
  readonly order?: (a: Row, b: Row) => number;
  /** Text to show when there are no rows. Absent: the table is hidden, because the store has nothing of this kind. */
  readonly nothing?: string;
}

/** Shows one panel as a table, with a CSV download. */
export function DataTable<Row>(props: Props<Row>): VNode | null {
  const { panel: name, query, title, columns, order, nothing } = props;
  const panel = usePanel<Row>(name, query);
  if (panel.rows?.length === 0)
    return nothing === undefined
      ? null
      : html`<section class="band"><h2>${title}</h2><p class="quiet">${nothing}</p></section>`;
  const draw = (rows: readonly Row[]) => html`<div class="scroll"><table class="cells">
    <thead><tr>${columns.map(({ title: head, about, isNumber }) => html`<th class=${isNumber === true ? 'number' : ''} title=${about ?? ''}>${head}</th>`)}</tr></thead>
    <tbody>${(order === undefined ? rows : rows.toSorted(order)).map((row) => html`<tr>${columns.map(({ title: head, cell, isNumber }) => html`<td data-title=${head} class=${isNumber === true ? 'number' : ''}>${cell(row)}</td>`)}</tr>`)}</tbody></table></div>`;
  return html`<section class="band"><div class="row spread"><h2>${title}</h2><a class="csv" href=${panelPath(name, query, '/csv')} download aria-label="CSV: ${title}">${icon('download')}</a></div>${showPanel(panel, draw)}</section>`;
}
