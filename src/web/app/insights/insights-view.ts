import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import { dayStart } from '../../../core/time/day-start.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { ForecastCard } from '../forecast/forecast-card.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { gatewayNow } from '../state/app-state.ts';
import { Chart } from './chart.ts';
import { feedbackSum, queueSums, returningSums, shopfrontSums, summarizeDay } from './day-metrics.ts';
import type { DayTotal, Named, QuarterRow } from './day-totals.ts';
import { doorSums, quarters, storeTotals, zoneSums } from './day-totals.ts';
import { HeatMap } from './heat-map.ts';
import { Journeys } from './journeys.ts';
import { SurvivalChart } from './survival-chart.ts';
import { Tile } from './tile.ts';

const REFRESH_MS = 30_000;

/** The store's day out of the windows kept on the device: every number with what it rests on. */
export function InsightsView({ shop, announce, hasPlan }: ViewProps): VNode {
  const windows = useWindows(shop, announce);
  if (windows === undefined) return html`<main><p class="quiet">${t('loading')}</p></main>`;
  const day = summarizeDay(windows);
  if (day === undefined)
    return html`<main><section class="card"><h2>${t('today')}</h2><p>${t('noWindows')}</p></section><${ForecastCard} shop=${shop} /><${HeatMap} shop=${shop} hasPlan=${hasPlan} /></main>`;
  return html`<main>
    <section class="card"><div class="tiles">${tiles([...storeTotals(windows), ...shopfrontSums(day), ...returningSums(day)])}</div></section>
    <section class="card"><h2>${t('entries')} <span class="quiet">${t('perQuarter')}</span></h2>
      ${chartOf(quarters(windows), shop.store.timezone)}</section>
    <${ForecastCard} shop=${shop} />
    ${zoneSums(windows).map((zone) => zoneCard(zone, day, shop))}
    ${doorSums(windows).map(({ id, sums }) => numbers(displayName(shop, id), sums))}
    ${day.queues.map((queue) => numbers(`${t('queue')} · ${displayName(shop, queue.zone)}`, queueSums(queue)))}
    ${day.feedback.length > 0 && numbers(t('feedback'), day.feedback.map(feedbackSum))}
    <${Journeys} day=${day} shop=${shop} />
    <${HeatMap} shop=${shop} hasPlan=${hasPlan} /></main>`;
}

function chartOf(rows: readonly QuarterRow[], zone: string): VNode {
  if (rows.every(({ entries, occupancy }) => entries === null && occupancy === null))
    return html`<p class="quiet">${t('nothingToChart')}</p>`;
  return html`<${Chart} rows=${rows} zone=${zone} /><p class="quiet">${t('outage')}</p>`;
}

function useWindows(shop: StoreView, say: ViewProps['announce']): readonly WindowSummary[] | undefined {
  const [windows, setWindows] = useState<readonly WindowSummary[]>();
  useEffect(() => {
    const load = () => {
      const now = gatewayNow();
      api
        .windows(dayStart(now, shop.store.timezone), now + 60_000)
        .then(setWindows, (error: Error) => say(t('failed', { why: error.message })));
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return windows;
}

function tiles(sums: readonly DayTotal[]): VNode[] {
  return sums.map((sum) => html`<${Tile} key=${sum.word} sum=${sum} />`);
}

function numbers(name: string, sums: readonly DayTotal[]): VNode {
  return html`<section class="card" key=${name}><h2>${name}</h2><div class="tiles">${tiles(sums)}</div></section>`;
}

function zoneCard({ id, sums }: Named, day: WindowSummary, shop: StoreView): VNode {
  return html`<section class="card" key=${id}><h2>${displayName(shop, id)}</h2><div class="tiles">${tiles(sums)}</div>
    <${Survival} day=${day} id=${id} /></section>`;
}

/** Drawn only when it is asked for. */
function Survival({ day, id }: { readonly day: WindowSummary; readonly id: string }): VNode | null {
  const [isOpen, setOpen] = useState(false);
  const bins = day.zones.find(({ zone }) => zone === id)?.dwell?.bins ?? [];
  if (bins.length === 0) return null;
  return html`<details onToggle=${(e: Event) => setOpen((e.target as HTMLDetailsElement).open)}><summary>${t('survival')}</summary>
    ${isOpen && html`<${SurvivalChart} bins=${bins} />`}</details>`;
}
