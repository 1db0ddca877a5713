import type { VNode } from 'preact';
import type { LivePeople } from '../../../ports/console/console.ts';
import { clockText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { findUncountedDoor, isOutdated, sumDay } from './now.ts';

/** Texts about counting, which are loaded after the page is drawn. */
export type Words = typeof import('./how-counted.ts');

interface Props {
  readonly shop: ShownStore;
  readonly people: LivePeople | undefined;
  /** Index of the shown space in the store's list of spaces. */
  readonly index: number;
  readonly words: Words | undefined;
}

const NONE = '–';

/** Shows how many people are in the store, and how many came in and went out today. */
export function StoreNow({ shop, people, index, words }: Props): VNode {
  const stale = useValue(state.isStale);
  const status = useValue(state.status);
  const occupancy = people?.occupancy ?? null;
  const isOld = stale || (people !== undefined && isOutdated(people));
  const now = occupancy?.people ?? countInView(shop, people, index);
  const at = stale ? status?.at : occupancy?.at;
  const time = at === undefined ? '' : clockText(at, shop, false);
  return html`<div class="hero"><b>${isOld ? NONE : now}</b>
    <span><strong>${t(occupancy === null ? 'inView' : 'inShop')}</strong><small>${isOld ? `${t('wasAt', { n: now, time })}${uncountedText(shop, stale)}` : sureText(occupancy)}</small></span>
    ${shop.doors.length > 0 && html`<${DaySums} shop=${shop} time=${stale ? time : undefined} />`}</div>
    ${!isOld && html`<${Why} shop=${shop} people=${people} words=${words} />`}`;
}

/** Says how certain the number is. Without a range, no other number is likely. */
function sureText(occupancy: LivePeople['occupancy']): string {
  if (occupancy === null) return '';
  const { low, high } = occupancy;
  return low === high ? t('sure', { n: low }) : t('sureBetween', { low, high });
}

/** Says in one sentence how the number comes from today's ins and outs. The line stays, so the map does not move. */
function Why({ shop, people, words }: Pick<Props, 'shop' | 'people' | 'words'>): VNode | null {
  const day = sumDay(shop, useValue(state.today), useValue(state.passages));
  const why = people && words?.insideText(shop, people, day);
  return why ? html`<p class="quiet"><small>${why}</small></p>` : null;
}

function countInView(
  { cameras }: ShownStore,
  people: LivePeople | undefined,
  index: number,
): number | string {
  if (cameras.length === 0) return NONE;
  return people?.people.filter(([space, , , , look]) => space === index && look === 0).length ?? 0;
}

/** Names the door that no live sensor counts. Empty while the connection is lost, because the door is then unknown. */
function uncountedText(shop: ShownStore, stale: boolean): string {
  const door = stale ? undefined : findUncountedDoor(shop, state.status.peek(), state.today.peek());
  return door === undefined ? '' : `. ${t('doorUncounted', { name: door.name })}`;
}

interface DaySumsProps {
  readonly shop: ShownStore;
  /** Time until which the sums were counted. Undefined while they are live. */
  readonly time: string | undefined;
}

function DaySums({ shop, time }: DaySumsProps): VNode[] {
  const today = useValue(state.today);
  const passages = useValue(state.passages);
  const sum = sumDay(shop, today, passages);
  return [
    html`<span class="sum"><b>${sum.in ?? NONE}</b><small>${time === undefined ? t('inToday') : t('asOf', { time })}</small></span>`,
    html`<span class="sum"><b>${sum.out ?? NONE}</b><small>${t(time === undefined ? 'outToday' : 'out')}</small></span>`,
  ];
}
