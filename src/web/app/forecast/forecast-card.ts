import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console/console.ts';
import type {
  ForecastHourView,
  ForecastView,
  MetricForecastView,
  StaffView,
} from '../../../ports/console/console-forecast.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { currentLocale } from '../kit/i18n.ts';
import { usePolled } from '../kit/use-polled.ts';
import { gatewayNow } from '../state/app-state.ts';
import { ForecastChart } from './forecast-chart.ts';
import type { ForecastWord } from './words.ts';
import { t } from './words.ts';

const REFRESH_MS = 300_000;
const DAY_MS = 86_400_000;

const NAMES = {
  entries: 'entries',
  exits: 'exitsShort',
  occupancy: 'occupancy',
  passersBy: 'passersBy',
  queue: 'queue',
} as const satisfies Record<MetricForecastView['kind'], ForecastWord>;

/** Shows the forecast of the next week with its uncertainty. Hidden when there is no forecast. */
export function ForecastCard({ shop }: { readonly shop: StoreView }): VNode | null {
  const { value: view } = usePolled(api.forecast, REFRESH_MS);
  const [chosen, choose] = useState(0);
  const metric = view?.metrics[chosen];
  if (view === undefined || metric === undefined) return null;
  const name = ({ kind, zone }: MetricForecastView) =>
    zone === null ? t(NAMES[kind]) : `${t(NAMES[kind])} · ${displayName(shop, zone)}`;
  return html`<section class="card" id="forecast"><div class="row spread"><h2>${t('forecast')}</h2>
    <select aria-label=${t('forecast')} onChange=${(event: Event) => choose((event.target as HTMLSelectElement).selectedIndex)}>
    ${view.metrics.map((each, i) => html`<option selected=${i === chosen}>${name(each)}</option>`)}</select></div>
    <${Basis} metric=${metric} />
    ${metric.hours.length > 0 && html`<${ForecastChart} hours=${metric.hours} zone=${shop.store.timezone} /><${HoursTable} hours=${metric.hours} shop=${shop} />`}
    ${metric.staff.length > 0 && html`<${Staff} staff=${metric.staff} shop=${shop} seconds=${view.longestWaitSeconds} />`}
    <${Unusual} view=${view} /></section>`;
}

function Basis({ metric: { basis, historyDays } }: { readonly metric: MetricForecastView }): VNode {
  const words = { none: 'forecastSoon', 'last-week': 'forecastLastWeek', model: 'forecastHow' } as const;
  return html`<p class="quiet">${t(words[basis], { n: historyDays })}</p>`;
}

function hourName(shop: StoreView): (at: number) => string {
  const clock = new Intl.DateTimeFormat(currentLocale(), {
    ...{ weekday: 'short', hour: '2-digit', minute: '2-digit' },
    timeZone: shop.store.timezone,
  });
  return (at) => clock.format(at);
}

function HoursTable({
  hours,
  shop,
}: {
  readonly hours: readonly ForecastHourView[];
  readonly shop: StoreView;
}): VNode {
  const name = hourName(shop);
  const span = (band: ForecastHourView['band80']) =>
    band === null ? t('unknown') : `${Math.round(band[0])}–${Math.round(band[1])}`;
  return html`<details><summary>${t('asTable')}</summary><div class="scroll"><table><thead><tr><th>${t('time')}</th>
    <th class="number">${t('counted')}</th><th class="number">${t('expected')}</th><th class="number">${t('bandOf', { n: 80 })}</th><th class="number">${t('bandOf', { n: 95 })}</th></tr></thead>
    <tbody>${hours.map(
      (
        hour,
      ) => html`<tr key=${hour.at}><th scope="row">${name(hour.at)}</th><td class="number">${hour.actual === null ? '' : Math.round(hour.actual)}</td>
      <td class="number">${Math.round(hour.expected)}</td><td class="number">${span(hour.band80)}</td><td class="number">${span(hour.band95)}</td></tr>`,
    )}</tbody></table></div></details>`;
}

function Staff({
  staff,
  shop,
  seconds,
}: {
  readonly staff: readonly StaffView[];
  readonly shop: StoreView;
  readonly seconds: number;
}): VNode {
  const name = hourName(shop);
  const now = gatewayNow();
  const soon = staff.filter(({ at }) => at > now - DAY_MS / 24 && at < now + DAY_MS);
  const text = (number: number | null) => number ?? '> 100';
  return html`<h3>${t('staffNeeded')}</h3><p class="quiet">${t('staffHow', { n: seconds })}</p><div class="scroll"><table><tbody>
    ${soon.map(
      (
        hour,
      ) => html`<tr key=${hour.at}><th scope="row">${name(hour.at)}</th><td class="number">${text(hour.staff)}</td>
      <td class="number quiet">(${text(hour.range[0])}–${text(hour.range[1])})</td></tr>`,
    )}</tbody></table></div>`;
}

function Unusual({ view: { unusual, visibleDrop } }: { readonly view: ForecastView }): VNode {
  const day = ({ date, hour }: ForecastView['unusual'][number]) =>
    hour === null ? date : `${date}, ${hour}:00`;
  const percent = ({ entries, expected }: ForecastView['unusual'][number]) =>
    Math.round((100 * entries) / Math.max(1, expected));
  return html`${visibleDrop !== null && html`<p class="quiet">${t('visibleDrop', { n: Math.round(100 * visibleDrop) })}</p>`}
    ${
      unusual.length > 0 &&
      html`<h3>${t('unusualDays')}</h3><ul class="list">${unusual.map(
        (each) =>
          html`<li key=${day(each)}>${t('unusualDay', { day: day(each), n: each.entries, percent: percent(each) })}</li>`,
      )}</ul>`
    }`;
}
