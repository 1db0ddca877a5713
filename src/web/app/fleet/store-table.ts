import type { VNode } from 'preact';
import { ShareBar } from '../charts/share-bar.ts';
import { Sparkline } from '../charts/sparkline.ts';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import { findRemedy } from './model/alert-words.ts';
import { routeTo } from './model/fleet-route.ts';
import { agoText, dayText, percent, signedPercent, w, whole } from './model/numbers.ts';
import { toPeriod } from './model/period.ts';
import type { ListedStore } from './model/store-rows.ts';
import { conversionFall } from './model/store-rows.ts';

interface Props {
  readonly stores: readonly ListedStore[];
  readonly day: string;
}

/** Shows the stores: as a table on a desktop, and as a list with the same cells on a phone. */
export function StoreTable({ stores, day }: Props): VNode {
  const weekday = dayText(day, { weekday: 'short' });
  return html`<div class="band"><table class="stores">
    <thead><tr><th>${w('status')}</th><th>${w('store')}</th><th>${w('version')}</th><th>${w('seenYesterday', { day: weekday })}</th>
      <th class="number">${w('entriesOf', { day: weekday })}</th><th class="number">${w('vsUsual')}</th><th class="number">${w('conversion')}</th><th>${w('eightDays')}</th><th>${w('whatToDo')}</th><th class="number">${w('heard')}</th></tr></thead>
    <tbody>${stores.map((store) => storeRow(store, day))}</tbody></table></div>`;
}

const SIGNS = { silent: 'lost', help: 'warn', well: 'tick' } as const;
const COLORS = { silent: 'bad', help: 'warn', well: 'good' } as const;
const WORDS = { silent: 'silent', help: 'needsHelp', well: 'well' } as const;

function storeRow(store: ListedStore, day: string): VNode {
  const { status, alerts, versions, down, coverage, heardAt, spark, region } = store;
  const isOldVersion = alerts.some(({ rule }) => rule === 'version');
  const href = routeTo('store', store.tenant, store.store, toPeriod('day', day, 'weekday'));
  const todo = alerts
    .slice(0, 2)
    .map((alert) => findRemedy(alert, down))
    .concat(fallOf(store))
    .join('; ');
  const said =
    todo === ''
      ? [region, coverage !== null && w('seen', { share: percent(coverage, 0) })].filter(Boolean).join(', ')
      : todo;
  return html`<tr class=${status}><td class="status"><span class=${COLORS[status]}>${icon(SIGNS[status])}</span><span>${w(WORDS[status])}</span></td>
    <td class="name"><a href=${href}>${store.name ?? store.store}</a> <span class="quiet region">${region ?? ''}</span><span class="said ${todo === '' ? 'quiet' : COLORS[status === 'well' ? 'help' : status]}">${said}</span></td>
    <td class="version quiet"><span class=${isOldVersion ? 'tag old' : ''}>${versions.join(', ')}</span></td>
    <td class="coverage">${coverage === null || coverage === 0 ? gone(w('notSeen')) : html`<${ShareBar} share=${coverage} /> <span class="quiet">${percent(coverage, 0)}</span>`}</td>
    <td class="number entries">${entriesOf(store, href)}</td><td class="number change">${changeOf(store)}</td><td class="number conversion">${conversionOf(store)}</td>
    <td class="trend"><${Sparkline} values=${spark} /></td><td class="todo ${todo === '' ? 'quiet' : ''}">${todo}</td><td class="number heard quiet">${agoText(heardAt)}</td></tr>`;
}

function entriesOf({ entries, entries_half: half, coverage }: ListedStore, href: string): VNode {
  if (entries === null || coverage === 0 || coverage === null) return gone(w('notSeen'));
  const title =
    half === null ? '' : w('to', { low: whole(Math.max(0, entries - half)), high: whole(entries + half) });
  return html`<a class="figure" href="${href}" title=${title}>${whole(entries)}</a>`;
}

function changeOf({
  change_to_usual: change,
  is_beyond_usual: isBeyond,
  coverage,
}: ListedStore): VNode | string {
  if (change === null || (coverage ?? 0) < 0.9) return '';
  return isBeyond === true
    ? html`<strong>${signedPercent(change)}</strong>`
    : html`<span class="faint">${signedPercent(change)}</span>`;
}

function conversionOf(store: ListedStore): VNode | string {
  const text = percent(store.conversion, 0);
  return conversionFall(store) === undefined ? text : html`<strong>▼ ${text}</strong>`;
}

/** Returns a sentence when the conversion is lower than usual by more than chance explains. */
function fallOf(store: ListedStore): string[] {
  if (conversionFall(store) === undefined) return [];
  return [
    w('conversionFell', { now: percent(store.conversion, 0), usual: percent(store.usual_conversion, 0) }),
  ];
}

export function gone(text: string): VNode {
  return html`<span class="gone">${text}</span>`;
}
