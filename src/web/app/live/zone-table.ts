import type { VNode } from 'preact';
import type { LivePeople } from '../../../ports/console/console.ts';
import { spanText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { findUnseen, insideZones, longestSince } from './now.ts';

const NONE = '–';
/** Largest number of dots in a row. People cannot count more at a glance. */
const MOST_DOTS = 5;

/** Lists each zone with its people, its longest present stay and today's visits. Zones with people come first. */
export function ZoneTable({
  shop,
  people,
}: {
  readonly shop: ShownStore;
  readonly people: LivePeople | undefined;
}): VNode | null {
  const stale = useValue(state.isStale);
  const today = useValue(state.today);
  const unseen = findUnseen(shop, useValue(state.status), useValue(state.summary));
  if (shop.zones.length === 0) return null;
  const inside = insideZones(shop, people);
  const since = longestSince(people);
  const rows = shop.zones
    .map((zone, i) => ({
      ...zone,
      n: inside[zone.id] ?? 0,
      since: since.get(i),
      waiting: people?.waiting.find(([ordinal]) => ordinal === i)?.[1],
      isUnknown: stale || unseen.has(zone.id) || (zone.heads !== undefined && inside[zone.id] === undefined),
    }))
    .toSorted((a, b) => b.n - a.n);
  return html`<section><table class="zones"><thead><tr><th scope="col">${t('zone')}</th><th class="number" scope="col">${t('now')}</th>
      <th class="number" scope="col">${t('longest')}</th><th class="number" scope="col">${t('visitsToday')}</th></tr></thead>
    <tbody>${rows.map(({ id, name, n, heads, waiting, since: from, isUnknown }) => {
      const atLeast = heads === 'occupied' && n > 0 ? '≥ ' : '';
      const visits = today?.zones.find((zone) => zone.id === id)?.visits ?? NONE;
      // A queue zone also has people who do not wait, so the note says how many wait.
      const note =
        n > 0 && waiting !== undefined && !isUnknown
          ? html`<small>${t('waitingNow', { n: waiting })}</small>`
          : '';
      return html`<tr key=${id}><th scope="row">${name}${note}</th>
        <td class="number now">${isUnknown ? NONE : html`${dots(n)}${atLeast}${n}`}</td>
        <td class="number">${isUnknown || from === undefined || people === undefined ? '' : spanText(people.at - from)}</td>
        <td class="number">${visits}</td></tr>`;
    })}</tbody></table></section>`;
}

function dots(n: number): VNode | string {
  if (n === 0) return '';
  return html`<i class="dots" aria-hidden="true">${'●'.repeat(Math.min(n, MOST_DOTS))}</i>`;
}
