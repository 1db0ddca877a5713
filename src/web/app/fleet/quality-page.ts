import type { VNode } from 'preact';
import { ShareBar } from '../charts/share-bar.ts';
import { html } from '../kit/html.ts';
import type { Column } from './data-table.ts';
import { DataTable } from './data-table.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { routeTo } from './model/fleet-route.ts';
import { percent, w, whole } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';
import { addDays, toPeriod } from './model/period.ts';
import type { FindName } from './model/store-names.ts';
import { useStoreNames } from './model/store-names.ts';

const DAYS = 28;

interface QualityRow {
  readonly store: string;
  readonly days: number;
  readonly days_below: number;
  readonly coverage: number;
  readonly received: number;
  readonly in_out_difference: number | null;
}

interface MissingRow {
  readonly store: string;
  readonly gateway: string;
  readonly reason: string;
  readonly rows: number;
}

interface RefusedRow {
  readonly store: string;
  readonly gateway: string;
  readonly what: string;
  readonly rows: number;
  readonly newest: string | null;
}

/** Shows how reliable the numbers of the last four weeks are, the least reliable first. */
export function QualityPage({ tenant, region }: PageProps): VNode {
  const last = tenant.yesterday;
  const query: PanelQuery = { tenant: tenant.tenant, region, first: addDays(last, 1 - DAYS), last };
  const findName = useStoreNames(query);
  const quality = qualityColumns(tenant.tenant, last, findName);
  return html`<main class="fleet"><${DataTable} panel="quality" query=${query} title=${w('trust')} columns=${quality} nothing=${w('nothing')} />
    <${DataTable} panel="gaps" query=${query} title=${w('missingRows')} columns=${missingColumns(findName)} nothing=${w('nothing')} />
    <${DataTable} panel="refused" query=${query} title=${w('refused')} columns=${refusedColumns(findName)} nothing=${w('nothing')} /></main>`;
}

function qualityColumns(tenant: string, last: string, findName: FindName): readonly Column<QualityRow>[] {
  const link = (store: string) => routeTo('store', tenant, store, toPeriod('month', last, 'weekday'));
  const isWrong = (difference: number | null) => Math.abs(difference ?? 0) > 0.15;
  return [
    { title: w('store'), cell: ({ store }) => html`<a href=${link(store)}>${findName(store)}</a>` },
    {
      title: w('coverage'),
      cell: ({ coverage }) => html`<${ShareBar} share=${coverage} /> ${percent(coverage)}`,
    },
    { title: w('received'), isNumber: true, cell: ({ received }) => percent(received) },
    {
      title: w('daysBelow'),
      isNumber: true,
      cell: ({ days, days_below: below }) => w('partOf', { part: below, whole: days }),
    },
    {
      title: w('inOut'),
      isNumber: true,
      cell: ({ in_out_difference: difference }) =>
        html`<span class=${isWrong(difference) ? 'warn' : ''}>${percent(difference)}</span>`,
    },
  ];
}

function missingColumns(findName: FindName): readonly Column<MissingRow>[] {
  return [
    { title: w('store'), cell: ({ store }) => findName(store) },
    { title: w('gateway'), cell: ({ gateway }) => gateway },
    { title: w('reason'), cell: ({ reason }) => reason },
    { title: w('rows'), isNumber: true, cell: ({ rows }) => whole(rows) },
  ];
}

function refusedColumns(findName: FindName): readonly Column<RefusedRow>[] {
  return [
    { title: w('store'), cell: ({ store }) => findName(store) },
    { title: w('gateway'), cell: ({ gateway }) => gateway },
    { title: w('reason'), cell: ({ what }) => what },
    { title: w('rows'), isNumber: true, cell: ({ rows }) => whole(rows) },
    { title: w('newest'), cell: ({ newest }) => newest ?? '–' },
  ];
}
