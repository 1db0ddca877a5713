import type { VNode } from 'preact';
import type { LivePeople } from '../../../ports/console/console.ts';
import { clockText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { countDoor, findUncountedDoor, isOutdated } from './now.ts';

interface Props {
  readonly shop: ShownStore;
  readonly people: LivePeople | undefined;
  /** Index of the shown space in the store's list of spaces. */
  readonly index: number;
}

const NONE = '–';

/** Shows how many people are in the store, and how many came in and went out today. */
export function StoreNow({ shop, people, index }: Props): VNode {
  const stale = useValue(state.isStale);
  const status = useValue(state.status);
  const occupancy = people?.occupancy ?? null;
  const isOld = stale || (people !== undefined && isOutdated(people));
  const now = occupancy?.people ?? countInView(shop, people, index);
  const at = stale ? status?.at : occupancy?.at;
  const time = at === undefined ? '' : clockText(at, shop, false);
  const { low = 0, high = 0 } = occupancy ?? {};
  const span = low === high ? '' : t('sureBetween', { low, high });
  return html`<div class="hero"><b>${isOld ? NONE : now}</b>
    <span><strong>${t(occupancy === null ? 'inView' : 'inShop')}</strong><small>${isOld ? `${t('wasAt', { n: now, time })}${stale ? '' : uncountedText(shop)}` : span}</small></span>
    ${shop.doors.length > 0 && html`<${DaySums} shop=${shop} time=${stale ? time : undefined} />`}</div>`;
}

function countInView(
  { cameras }: ShownStore,
  people: LivePeople | undefined,
  index: number,
): number | string {
  if (cameras.length === 0) return NONE;
  return people?.people.filter(([space, , , , staff]) => space === index && staff === 0).length ?? 0;
}

function uncountedText(shop: ShownStore): string {
  const door = findUncountedDoor(shop, state.status.peek(), state.today.peek());
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
  const doors = shop.doors.map(({ id }) => countDoor(id, today, passages));
  const sum = (way: 'in' | 'out') => {
    const known = doors.map((door) => door[way]).filter((count) => count !== null);
    return known.length === 0 ? NONE : String(known.reduce((a, b) => a + b, 0));
  };
  return [
    html`<span class="sum"><b>${sum('in')}</b><small>${time === undefined ? t('inToday') : t('asOf', { time })}</small></span>`,
    html`<span class="sum"><b>${sum('out')}</b><small>${t(time === undefined ? 'outToday' : 'out')}</small></span>`,
  ];
}
