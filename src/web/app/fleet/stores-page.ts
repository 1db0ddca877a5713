import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import { panelPath } from './model/fleet-api.ts';
import { dayText, percent, w, whole } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';
import { addDays, listDays } from './model/period.ts';
import type { AlertRow, GatewayRow, SparkRow, StoreRow } from './model/rows.ts';
import type { ListedStore } from './model/store-rows.ts';
import { listStores } from './model/store-rows.ts';
import type { Panel } from './model/use-panel.ts';
import { showPanel, usePanel } from './model/use-panel.ts';
import { StoreTable } from './store-table.ts';

const PAGE = 25;

/** Lists the stores. Those that need a person come first. */
export function StoresPage({ tenant, region }: PageProps): VNode {
  const last = tenant.yesterday;
  const query = { tenant: tenant.tenant, region, first: addDays(last, -7), last };
  const stores = usePanel<StoreRow>('stores', query);
  const alerts = usePanel<AlertRow>('alerts', query);
  const gateways = usePanel<GatewayRow>('gateways', query);
  const sparks = usePanel<SparkRow>('sparks', query);
  const days = listDays(query);
  const rows = { alerts: alerts.rows ?? [], gateways: gateways.rows ?? [], sparks: sparks.rows ?? [] };
  const listed = useMemo(
    () => stores.rows && listStores({ stores: stores.rows, ...rows }, days),
    [stores.rows, alerts.rows, gateways.rows, sparks.rows],
  );
  const csv = panelPath('stores', query, '/csv');
  // Without the alarms, the list would wrongly look free of problems. When they fail to load, show that failure
  // instead.
  const panel: Panel<StoreRow> =
    alerts.failure === '' ? stores : { ...stores, rows: undefined, failure: alerts.failure };
  return html`<main class="fleet">${showPanel(
    alerts.rows === undefined ? { ...panel, rows: undefined } : panel,
    () =>
      listed === undefined
        ? ''
        : html`<${Summary} listed=${listed} day=${last} /><${List} listed=${listed} day=${last} csv=${csv} />`,
  )}</main>`;
}

interface ListProps {
  readonly listed: readonly ListedStore[];
  readonly day: string;
}

function Summary({ listed, day }: ListProps): VNode {
  const silent = listed.filter(({ status }) => status === 'silent').length;
  const help = listed.filter(({ status }) => status === 'help').length;
  const counted = listed.filter(({ entries, coverage }) => entries !== null && (coverage ?? 0) > 0);
  const sum = counted.reduce((all, { entries }) => all + (entries ?? 0), 0);
  const seen = listed.reduce((all, { coverage }) => all + (coverage ?? 0), 0) / Math.max(1, listed.length);
  const weekday = dayText(day, { weekday: 'short' });
  return html`<section class="band summary">
    <div><strong>${whole(listed.length)}</strong><span>${w('storesN')}</span></div>
    <div><strong class="warn">${help > 0 && icon('warn')}<b>${whole(help)}</b></strong><span>${w('needHelpN')}</span></div>
    <div><strong class="bad">${silent > 0 && icon('lost')}<b>${whole(silent)}</b></strong><span>${w('silentN')}</span></div>
    <div class="wide"><strong>${percent(seen)}</strong><span>${w('wasSeen', { day: weekday })}</span></div>
    <div class="wide"><strong>${whole(sum)}</strong><span>${w('entriesSum', { day: weekday, n: counted.length, all: listed.length })}</span></div></section>`;
}

const FILTERS = ['all', 'help', 'silent'] as const;
type Filter = (typeof FILTERS)[number];

function List({ listed, day, csv }: ListProps & { readonly csv: string }): VNode {
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [most, setMost] = useState(PAGE);
  const found = listed.filter((store) => passes(store, filter) && hasText(store, text));
  const count = (name: Filter) => listed.filter((store) => passes(store, name)).length;
  const words = { all: w('all'), help: w('needsHelp'), silent: w('silent') };
  return html`<div class="filters">
      <label class="search">${icon('search')}<input type="search" placeholder=${w('findStore')} aria-label=${w('findStore')} value=${text} onInput=${(event: Event) => setText((event.target as HTMLInputElement).value)} /></label>
      <div class="segments">${FILTERS.map((name) => html`<button aria-pressed=${String(name === filter)} onClick=${() => setFilter(name)}>${words[name]} ${count(name)}</button>`)}</div>
      <a class="button csv" href=${csv} download>${icon('download')}CSV</a></div>
    <${StoreTable} stores=${found.slice(0, most)} day=${day} />
    <p class="row spread quiet">${w('shownOf', { n: Math.min(most, found.length), all: found.length })}
      ${found.length > most && html`<button class="link" onClick=${() => setMost(most + PAGE)}>${w('next', { n: Math.min(PAGE, found.length - most) })}</button>`}</p>`;
}

function passes({ status }: ListedStore, filter: Filter): boolean {
  return filter === 'all' || (filter === 'silent' ? status === 'silent' : status !== 'well');
}

function hasText({ name, store, region }: ListedStore, text: string): boolean {
  return `${name ?? ''} ${store} ${region ?? ''}`.toLowerCase().includes(text.trim().toLowerCase());
}
