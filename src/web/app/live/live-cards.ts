import type { VNode } from 'preact';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople, StoreView } from '../../../ports/console.ts';
import { html } from '../kit/html.ts';
import { currentLocale, t } from '../kit/i18n.ts';

type Visits = LivePeople['visits'];
export type Crossings = Readonly<Record<string, { readonly in: number; readonly out: number }>>;

/** Number of people in the store with its interval; without doors, the number in view. */
export function OccupancyLine({ status, seen }: { status: GatewayView | undefined; seen: number }): VNode {
  const occupancy = status?.occupancy;
  const inView = t('people', { n: seen });
  if (occupancy == null) return html`<p class="hero"><b>${seen}</b><span>${t('inView')}</span></p>`;
  const whole = (value: number) => Math.round(value);
  return html`<p class="hero"><b>${whole(occupancy.mean)}</b><span>${t('inShop')} ${t('between', { low: whole(occupancy.low), high: whole(occupancy.high) })}<small class="quiet">${inView}</small></span></p>`;
}

export function ZoneList({ shop, visits, at }: { shop: StoreView; visits: Visits; at: number }): VNode {
  const clock = new Intl.DateTimeFormat(currentLocale(), {
    timeStyle: 'medium',
    timeZone: shop.store.timezone,
  });
  return html`<section class="card"><h2>${t('zones')}</h2><ul class="list">
    ${shop.zones.map((zone, i) => {
      const own = visits.filter(([ordinal]) => ordinal === i).map(([, , since]) => since);
      const longest = Math.min(...own);
      return html`<li class="row spread" key=${zone.id}><span><strong>${zone.name}</strong>
        ${own.length > 0 && html`<small class="quiet">${t('since', { time: clock.format(longest) })} · ${stay(at - longest)}</small>`}</span>
        <span class=${own.length === 0 ? 'quiet' : 'count'}>${own.length === 0 ? t('nobody') : t('inside', { n: own.length })}</span></li>`;
    })}</ul></section>`;
}

/** 7 s, 3:07. */
function stay(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Waiting visitors, their waiting times, and the estimated wait of the next one. */
export function QueueCard({
  shop,
  visits,
  at,
  summary,
}: {
  shop: StoreView;
  visits: Visits;
  at: number;
  summary: WindowSummary | undefined;
}): VNode | null {
  const queues = shop.zones.map((zone, i) => ({ zone, i })).filter(({ zone }) => zone.queue);
  if (queues.length === 0) return null;
  return html`<section class="card"><h2>${t('queues')}</h2><ul class="list">${queues.map(({ zone, i }) => {
    const since = visits.filter(([ordinal]) => ordinal === i).map(([, , from]) => from);
    const predictedMs = summary?.queues.find((queue) => queue.zone === zone.id)?.waitPredictedMs;
    return html`<li key=${zone.id}><div class="row spread"><strong>${zone.name}</strong><span>${t('waitingNow', { n: since.length })}</span></div>
      <div class="quiet">${since.length > 0 && t('longestWait', { time: stay(at - Math.min(...since)) })} ${predictedMs != null && t('nextWait', { time: stay(predictedMs) })}</div></li>`;
  })}</ul></section>`;
}

export function DoorCard({ shop, crossings }: { shop: StoreView; crossings: Crossings }): VNode | null {
  const rows = [
    ...shop.doors.map(({ id, name }) => ({ id: `door ${id}`, name, to: `#devices/door/${id}` })),
    ...shop.lines.map(({ id, name }) => ({ id: `line ${id}`, name, to: undefined })),
  ];
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>${t('doors')}</h2><p class="quiet">${t('sinceOpened')}</p>
    <table><thead><tr><th></th><th class="number">${t('in')}</th><th class="number">${t('out')}</th></tr></thead>
    <tbody>${rows.map(
      ({
        id,
        name,
        to,
      }) => html`<tr key=${id}><th scope="row">${to === undefined ? name : html`<a href=${to}>${name}</a>`}</th>
      <td class="number">${crossings[id]?.in ?? 0}</td><td class="number">${crossings[id]?.out ?? 0}</td></tr>`,
    )}</tbody></table></section>`;
}
