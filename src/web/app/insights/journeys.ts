import type { VNode } from 'preact';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

const MOST_SHOWN = 12;

/** From which zone to which, the most frequent first. */
export function Journeys({
  day,
  shop,
}: {
  readonly day: WindowSummary;
  readonly shop: StoreView;
}): VNode | null {
  const steps = day.journeys.filter(({ n }) => n > 0).toSorted((a, b) => b.n - a.n);
  if (steps.length === 0) return null;
  const most = steps[0]?.n ?? 1;
  const name = (zone: string | null) => (zone === null ? t('outside') : displayName(shop, zone));
  return html`<section class="card"><h2>${t('journeys')}</h2><ul class="list tight">${steps
    .slice(0, MOST_SHOWN)
    .map(
      ({ from, to, n }) => html`<li class="level"><span>${name(from)} → ${name(to)}</span>
    <meter min="0" max="1" value=${n / most} aria-label=${`${name(from)} → ${name(to)}`}></meter><span class="number">${n}</span></li>`,
    )}</ul></section>`;
}
