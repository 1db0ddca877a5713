import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Dot } from '../charts/dot-plot.ts';
import { DotPlot } from '../charts/dot-plot.ts';
import { html } from '../kit/html.ts';
import { DefinitionDrawer } from './definition-drawer.ts';
import { KeyNumbers } from './key-numbers.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { periodIn, routeTo } from './model/fleet-route.ts';
import { percent, signedPercent, w, whole } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';
import type { Period } from './model/period.ts';
import type { CompareRow, Measure, NumberRow } from './model/rows.ts';
import { byName, findName } from './model/store-names.ts';
import type { Panel } from './model/use-panel.ts';
import { showPanel, usePanel } from './model/use-panel.ts';
import { PeriodBar } from './period-bar.ts';

const MOST_DOTS = 40;
/** Largest number of rows on the page. The CSV has all rows. */
const MOST_ROWS = 50;

/** Compares each store with its own usual values, because raw rates of different stores are not comparable. */
export function ComparePage({ tenant, route, region }: PageProps): VNode {
  const period = periodIn(route, tenant.yesterday);
  const query: PanelQuery = {
    tenant: tenant.tenant,
    region,
    first: period.first,
    last: period.last,
    versus: period.versus,
  };
  const panel = usePanel<CompareRow>('compare', query);
  const numbers = usePanel<NumberRow>('key-numbers', query);
  const [opened, setOpened] = useState<Measure | undefined>();
  const row = numbers.rows?.find(({ measure }) => measure === opened);
  const linkTo = (next: Period) => routeTo('compare', tenant.tenant, '-', next);
  const storeAt = (store: string) => routeTo('store', tenant.tenant, store, period);
  return html`<main class="fleet"><${PeriodBar} period=${period} yesterday=${tenant.yesterday} query=${query} linkTo=${linkTo} exports=${EXPORTS} />
    <${KeyNumbers} numbers=${numbers} more=${NO_MORE} period=${period} opened=${opened} open=${setOpened} />
    ${showPanel(panel, (rows) => html`<section class="band"><h2>${w('moved')}</h2><p class="quiet">${w('movedHow')}</p>${fallen(rows, storeAt)}${plot(rows, storeAt)}</section><section class="band"><details open=${isWide()}><summary>${w('asTable')}</summary>${table(rows, storeAt)}</details></section>`)}
    ${row !== undefined && html`<${DefinitionDrawer} row=${row} query=${query} period=${period} close=${() => setOpened(undefined)} />`}</main>`;
}

/** Returns false on a phone. There the plot is enough, as the table would need a second screen. */
function isWide(): boolean {
  return matchMedia('(min-width: 43.75rem)').matches;
}

/** Empty second panel of key numbers: there are no more numbers of all stores together, or of a region. */
const NO_MORE: Panel<NumberRow> = {
  ...{ rows: [], atMs: 0, failure: '', isLate: false, isOld: false },
  again: () => undefined,
};

const EXPORTS = [['compare', 'compare'] as const, ['days', 'entriesByDay'] as const];

type Conversions = Pick<CompareRow, 'conversion' | 'than_conversion'>;
type StoreAt = (store: string) => string;

/** Lists stores whose conversion fell, even those with few entries. */
function fallen(rows: readonly CompareRow[], storeAt: StoreAt): VNode | string {
  const fell = rows.filter(({ has_conversion_fallen: isFallen }) => isFallen === true);
  if (fell.length === 0) return '';
  const link = (row: CompareRow) =>
    html` <a href=${storeAt(row.store)}>${findName(row)}</a> (${w('conversionFell', besides(row))})`;
  return html`<p class="fell"><strong>▼ ${w('conversionFellAt')}</strong>${fell.slice(0, 20).map(link)}</p>`;
}

function besides({ conversion, than_conversion: than }: Conversions) {
  return { now: percent(conversion, 0), usual: percent(than, 0) };
}

function plot(rows: readonly CompareRow[], storeAt: StoreAt): VNode {
  const known = rows.filter(({ change }) => change !== null);
  const out = rows
    .filter(({ change }) => change === null)
    .map(findName)
    .sort(byName);
  const shown =
    known.length <= MOST_DOTS ? known : [...known.slice(0, MOST_DOTS / 2), ...known.slice(-MOST_DOTS / 2)];
  return html`<${DotPlot} dots=${shown.map((row) => toDot(row, storeAt))} sentence=${w('moved')} toText=${signedPercent} />
    ${known.length > MOST_DOTS && html`<p class="quiet">${w('shownOf', { n: MOST_DOTS, all: known.length })}</p>`}
    ${out.length > 0 && html`<p class="quiet">${w('leftOutStores', { names: out.slice(0, 20).join(', ') })}</p>`}`;
}

function toDot(
  { change, half, than_entries: than, is_beyond: isBeyond, ...row }: CompareRow,
  storeAt: StoreAt,
): Dot {
  const { now, usual } = besides(row);
  return {
    note: `${fallMark(row)}${w('conversionBeside', { now, before: usual })}`,
    label: findName(row),
    change: change ?? 0,
    half: (half ?? 0) / Math.max(1, than ?? 1),
    isBeyond: isBeyond === true,
    href: storeAt(row.store),
  };
}

function fallMark({ has_conversion_fallen: isFallen }: Pick<CompareRow, 'has_conversion_fallen'>): string {
  return isFallen === true ? '▼ ' : '';
}

function table(rows: readonly CompareRow[], storeAt: StoreAt): VNode {
  return html`<div class="scroll"><table class="cells"><thead><tr><th>${w('store')}</th><th>${w('region')}</th><th class="number">${w('entries')}</th><th class="number">${w('change')}</th>
      <th class="number">${w('conversion')}</th><th class="number">${w('conversionThen')}</th></tr></thead>
    <tbody>${rows.slice(0, MOST_ROWS).map((row) => tableRow(row, storeAt))}</tbody></table></div>`;
}

function tableRow(row: CompareRow, storeAt: StoreAt): VNode {
  const {
    store,
    region,
    entries,
    half,
    change,
    is_beyond: isBeyond,
    conversion,
    conversion_low: low,
    conversion_high: high,
  } = row;
  const said = change === null ? '–' : signedPercent(change);
  return html`<tr><td data-title=${w('store')}><a href=${storeAt(store)}>${findName(row)}</a></td><td data-title=${w('region')} class="quiet">${region ?? ''}</td>
    <td data-title=${w('entries')} class="number">${whole(entries)}<small class="quiet">${entries !== null && half !== null && w('to', { low: whole(Math.max(0, entries - half)), high: whole(entries + half) })}</small></td>
    <td data-title=${w('change')} class="number">${isBeyond === true ? html`<strong>${said}</strong>` : html`<span class="faint">${said}</span>`}</td>
    <td data-title=${w('conversion')} class="number">${row.has_conversion_fallen === true ? html`<strong>${fallMark(row)}${percent(conversion)}</strong>` : percent(conversion)}<small class="quiet">${low !== null && high !== null && w('to', { low: percent(low), high: percent(high) })}</small></td>
    <td data-title=${w('conversionThen')} class="number">${percent(row.than_conversion)}</td></tr>`;
}
