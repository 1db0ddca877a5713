import type { VNode } from 'preact';
import type { InsightsView as View } from '../../../core/insights/insights-view.ts';
import { ExperimentsCard } from '../forecast/experiments-card.ts';
import { ForecastCard } from '../forecast/forecast-card.ts';
import { html } from '../kit/html.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { useValue } from '../kit/use-value.ts';
import { gatewayNow, isStale } from '../state/app-state.ts';
import { readPlace, today } from './address.ts';
import { Course } from './course.ts';
import { DefinitionPanel } from './definition-panel.ts';
import { Funnel } from './funnel.ts';
import { HeatMap } from './heat-map.ts';
import { KeyNumbers } from './key-numbers.ts';
import { Doors, Feedback, Queues, StoreVisits, Things, Ways } from './other-bands.ts';
import type { PageContext } from './page-context.ts';
import { PeriodBar } from './period-bar.ts';
import { SeenLine } from './seen-line.ts';
import type { Loaded } from './use-insights.ts';
import { useInsights } from './use-insights.ts';
import { WhenCard } from './when-card.ts';
import { phrase } from './words.ts';
import { ZoneBand } from './zone-band.ts';

/** Shows the store's numbers of a day, week or month, each with its definition. */
export function InsightsView({ shop, hasPlan, route }: ViewProps): VNode {
  const now = today(gatewayNow(), shop.store.timezone);
  const place = readPlace(route, now);
  const loaded = useInsights(place, gatewayNow);
  const stale = useValue(isStale);
  const { view } = loaded;
  const isLost = stale && view !== undefined && view.endMs > gatewayNow();
  const context: PageContext | undefined = view && { view, shop, place, isLost };
  return html`<main class=${place.open === '' ? 'insights' : 'insights with-definition'}><${PeriodBar} place=${place} today=${now} context=${context} />
    <${Failure} loaded=${loaded} />${context === undefined ? html`<${Waiting} loaded=${loaded} />` : html`<${Bands} context=${context} hasPlan=${hasPlan} />`}</main>`;
}

function Bands({ context, hasPlan }: { readonly context: PageContext; readonly hasPlan: boolean }): VNode {
  const { view, shop, place } = context;
  if (view.knownToMs === null)
    return html`<section class="card"><p>${phrase(isToCome(view) ? 'notOver' : 'nothingStored')}</p></section>`;
  const isToday = view.kind === 'day' && view.endMs > gatewayNow();
  return html`<${SeenLine} context=${context} /><${KeyNumbers} context=${context} />
    <div class="bands"><${Course} context=${context} /><${Funnel} context=${context} /><${WhenCard} context=${context} /><${ZoneBand} context=${context} />
    <${Queues} context=${context} /><${Feedback} context=${context} /><${StoreVisits} context=${context} /><${Doors} context=${context} /><${Things} context=${context} /><${Ways} context=${context} />
    ${isToday && html`<${ForecastCard} shop=${shop} /><${ExperimentsCard} shop=${shop} /><${HeatMap} shop=${shop} hasPlan=${hasPlan} />`}</div>
    <${DefinitionPanel} key=${place.open} context=${context} />`;
}

function isToCome({ startMs }: View): boolean {
  return startMs > gatewayNow();
}

/** Shows placeholders as high as the content, so that nothing moves later. After 4 s a text is added. */
function Waiting({ loaded: { failure, isSlow } }: { readonly loaded: Loaded }): VNode | null {
  if (failure !== undefined) return null;
  return html`<div class="skeleton" role="status"><i class="line"></i><i class="kpis"></i><i class="chartbox"></i><p class="quiet">${isSlow && phrase('stillLoading')}</p></div>`;
}

function Failure({ loaded: { failure, again } }: { readonly loaded: Loaded }): VNode | null {
  if (failure === undefined) return null;
  return html`<section class="card failed" role="alert"><p>${phrase('cannotShow', { why: failure })}</p><button onClick=${again}>${phrase('again')}</button></section>`;
}
