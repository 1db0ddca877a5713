import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import type { Column } from './data-table.ts';
import { DataTable } from './data-table.ts';
import { findRemedy, sensorsDownAt } from './model/alert-words.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { routeTo } from './model/fleet-route.ts';
import { agoText, percent, w, whole } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';
import { addDays } from './model/period.ts';
import type { AlertRow, GatewayRow } from './model/rows.ts';
import type { FindName } from './model/store-names.ts';
import { byName, useStoreNames } from './model/store-names.ts';
import { usePanel } from './model/use-panel.ts';

interface VersionRow {
  readonly version: string;
  readonly gateways: number;
  readonly online: number;
}

interface EventRow {
  readonly at: string;
  readonly store: string;
  readonly gateway: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Lists the alarms that need a person now, each with its gateway. */
export function AlertsPage({ tenant, region }: PageProps): VNode {
  const last = tenant.yesterday;
  const query: PanelQuery = { tenant: tenant.tenant, region, first: addDays(last, -7), last };
  const gateways = usePanel<GatewayRow>('gateways', query);
  const findName = useStoreNames(query);
  const inOrder = (a: AlertRow, b: AlertRow) => byName(findName(a.store), findName(b.store));
  const alerts = alertColumns(tenant.tenant, gateways.rows ?? [], findName);
  return html`<main class="fleet"><${DataTable} panel="alerts" query=${query} title=${w('alerts')} columns=${alerts} order=${inOrder} nothing=${w('noAlerts')} />
    <${DataTable} panel="gateways" query=${query} title=${w('gateways')} columns=${gatewayColumns(findName)} nothing=${w('nothing')} />
    <${DataTable} panel="versions" query=${query} title=${w('versions')} columns=${versionColumns()} nothing=${w('nothing')} />
    <${DataTable} panel="events" query=${query} title=${w('events')} columns=${eventColumns(findName)} nothing=${w('nothing')} /></main>`;
}

function alertColumns(
  tenant: string,
  gateways: readonly GatewayRow[],
  findName: FindName,
): readonly Column<AlertRow>[] {
  return [
    {
      title: w('store'),
      cell: ({ store }) => html`<a href=${routeTo('store', tenant, store)}>${findName(store)}</a>`,
    },
    { title: w('gateway'), cell: ({ gateway }) => gateway || '–' },
    {
      title: w('whatToDo'),
      cell: (row) =>
        html`<span class=${row.rule === 'silent' ? 'bad' : 'warn'}>${icon(row.rule === 'silent' ? 'lost' : 'warn')}</span> ${findRemedy(row, sensorsDownAt(row, gateways))}`,
    },
    { title: w('owner'), cell: ({ owner }) => owner },
  ];
}

function gatewayColumns(findName: FindName): readonly Column<GatewayRow>[] {
  return [
    { title: w('store'), cell: ({ store }) => findName(store) },
    { title: w('gateway'), cell: ({ gateway }) => gateway },
    {
      title: w('status'),
      cell: ({ state }) =>
        html`<span class=${state === 'online' ? 'good' : 'bad'}>${icon(state === 'online' ? 'tick' : 'lost')}</span> ${state === 'online' ? w('online') : w('offline')}`,
    },
    { title: w('version'), cell: ({ version }) => version ?? '–' },
    { title: w('heard'), cell: ({ last_row_at: at }) => agoText(at) },
    { title: w('waiting'), isNumber: true, cell: ({ waiting_rows: rows }) => whole(rows) },
    { title: w('diskFree'), isNumber: true, cell: ({ disk_free: free }) => percent(free, 0) },
    {
      title: w('sensorsDown'),
      cell: ({ sensors_down: down }) => html`<span class="warn">${down.join(', ')}</span>`,
    },
  ];
}

function versionColumns(): readonly Column<VersionRow>[] {
  return [
    { title: w('version'), cell: ({ version }) => version },
    { title: w('gateways'), isNumber: true, cell: ({ gateways }) => whole(gateways) },
    { title: w('online'), isNumber: true, cell: ({ online }) => whole(online) },
  ];
}

function eventColumns(findName: FindName): readonly Column<EventRow>[] {
  const about = ({ body }: EventRow) =>
    Object.entries(body)
      .filter(([key, value]) => key !== 'kind' && typeof value !== 'object')
      .map(([key, value]) => `${key} ${value}`)
      .join(', ');
  return [
    { title: w('heard'), cell: ({ at }) => agoText(at) },
    { title: w('store'), cell: ({ store }) => findName(store) },
    { title: w('gateway'), cell: ({ gateway }) => gateway },
    { title: w('events'), cell: (row) => html`${row.kind} <span class="quiet">${about(row)}</span>` },
  ];
}
