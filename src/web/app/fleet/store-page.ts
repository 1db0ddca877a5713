import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import { DefinitionDrawer } from './definition-drawer.ts';
import { EntriesChart } from './entries-chart.ts';
import { FunnelSection } from './funnel-section.ts';
import { HeatSection } from './heat-section.ts';
import { KeyNumbers } from './key-numbers.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { periodIn, routeTo } from './model/fleet-route.ts';
import { w } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';
import type { Measure, NumberRow, StoreRow } from './model/rows.ts';
import { usePanel } from './model/use-panel.ts';
import { PeriodBar } from './period-bar.ts';
import { StoreAlarms } from './store-alarms.ts';
import { TableSections } from './table-sections.ts';

/** Shows a store's day, week or month, compared with another period. */
export function StorePage({ tenant, route, region }: PageProps): VNode {
  const period = periodIn(route, tenant.yesterday);
  const store = route.store ?? '__all';
  const query: PanelQuery = {
    tenant: tenant.tenant,
    region,
    store,
    first: period.first,
    last: period.last,
    versus: period.versus,
  };
  const numbers = usePanel<NumberRow>('key-numbers', query);
  const more = usePanel<NumberRow>('more-numbers', query);
  const now = { tenant: tenant.tenant, store, first: tenant.yesterday, last: tenant.yesterday };
  const names = usePanel<StoreRow>('stores', now);
  const [opened, setOpened] = useState<Measure | undefined>();
  const [first] = names.rows ?? [];
  const name = first?.name ?? first?.store ?? route.store ?? '';
  const row = [...(numbers.rows ?? []), ...(more.rows ?? [])].find(({ measure }) => measure === opened);
  return html`<main class="fleet store"><div class="title">${tenant.stores > 1 && html`<a class="back" href=${routeTo('stores', tenant.tenant)} aria-label=${w('stores')}>${icon('back')}</a>`}<h2>${name}</h2> <span class="quiet">${first?.region ?? ''}</span></div>
    <${PeriodBar} period=${period} yesterday=${tenant.yesterday} query=${query} linkTo=${(next: typeof period) => routeTo('store', tenant.tenant, store, next)} />
    <${StoreAlarms} query=${now} />
    <${KeyNumbers} numbers=${numbers} more=${more} period=${period} opened=${opened} open=${setOpened} />
    <div class="band two"><${EntriesChart} query=${query} period=${period} name=${name} /><${FunnelSection} query=${query} /></div>
    ${period.span !== 'day' && html`<${HeatSection} query=${query} period=${period} />`}
    <${TableSections} query=${query} />
    ${opened !== undefined && row !== undefined && html`<${DefinitionDrawer} row=${row} query=${query} period=${period} close=${() => setOpened(undefined)} />`}</main>`;
}
