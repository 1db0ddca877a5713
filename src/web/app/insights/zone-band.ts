import type { VNode } from 'preact';
import { AsTable } from '../kit/charts/as-table.ts';
import { countColumns, DWELL_COLUMNS_S, DwellBars } from '../kit/charts/dwell-bars.ts';
import { html } from '../kit/html.ts';
import { listText, minutesText } from '../kit/number-text.ts';
import { changeText, usualText } from './figure-text.ts';
import { NumberLink } from './number-link.ts';
import type { PageContext } from './page-context.ts';
import { thingName } from './thing-name.ts';
import { phrase, phraseName } from './words.ts';

const NUMBERS = ['visits', 'engagedShare', 'dwellMedian', 'dwellP90', 'peopleMax'] as const;

/** Lists the zones with their visits and the length of their visits, the most visited zone first. */
export function ZoneBand({ context }: { readonly context: PageContext }): VNode | null {
  const { view, shop } = context;
  const zones = Object.keys(view.figures)
    .filter((key) => key.startsWith('visits@'))
    .map((key) => key.slice('visits@'.length))
    .sort((a, b) => (view.figures[`visits@${b}`]?.value ?? -1) - (view.figures[`visits@${a}`]?.value ?? -1));
  if (zones.length === 0) return null;
  const median = (zone: string) => view.figures[`dwellMedian@${zone}`]?.value ?? null;
  const stays = zones.filter((zone) => median(zone) !== null && !isForPaying(zone, context));
  const stayText = (zone: string) => minutesText(median(zone) ?? 0);
  const longest = stays.toSorted((a, b) => (median(b) ?? 0) - (median(a) ?? 0))[0];
  return html`<section class="card wide"><h2>${phrase('zones')}</h2>
    ${longest !== undefined && html`<p>${phrase('longestStay', { name: listText(stays.filter((zone) => stayText(zone) === stayText(longest)).map((zone) => thingName(shop, zone))), value: stayText(longest) })}</p>`}
    <table class="numbers"><thead><tr><th scope="col">${phrase('zone')}</th><th scope="col">${phraseName('visits')}</th><th scope="col">${phrase('change')}</th><th scope="col">${phraseName('engagedShare')}</th><th scope="col">${phrase('howLong')}</th>
      <th scope="col">${phraseName('dwellMedian')}</th><th scope="col">${phraseName('dwellP90')}</th><th scope="col">${phraseName('peopleMax')}</th></tr></thead>
    <tbody>${zones.map(
      (zone) => html`<tr><th scope="row">${thingName(shop, zone)}</th>${number('visits', zone, context)}
      <td class="faint" data-name=${phrase('change')}>${changeText(`visits@${zone}`, view.usual[`visits@${zone}`]) || usualText(`visits@${zone}`, context)}</td>${number('engagedShare', zone, context)}
      <td class="drawn"><${DwellBars} bins=${view.dwell[zone] ?? []} medianMs=${median(zone)} label=${`${phrase('howLong')}, ${thingName(shop, zone)}`} /></td>
      ${NUMBERS.slice(2).map((name) => number(name, zone, context))}</tr>`,
    )}</tbody></table>
    <p class="quiet">${phrase('staysNote')}</p><${AsTable} name=${`${phrase('howLong')}: ${phrase('table')}`} head=${[phrase('zone'), ...DWELL_COLUMNS_S.map((end, i) => (i === DWELL_COLUMNS_S.length - 1 ? `> ${minutesText(1000 * (DWELL_COLUMNS_S[i - 1] ?? 0))}` : minutesText(1000 * end)))]}
      rows=${zones.map((zone) => [thingName(shop, zone), ...countColumns(view.dwell[zone] ?? [])])} /></section>`;
}

/** Returns true for a queue zone or service zone: people stay there because they have to. */
function isForPaying(zone: string, { shop }: PageContext): boolean {
  return shop.zones.some(({ id, queue, serves }) => id === zone && (queue || serves));
}

function number(name: string, zone: string, context: PageContext): VNode {
  return html`<td data-name=${phraseName(name)}><${NumberLink} of=${`${name}@${zone}`} context=${context} /></td>`;
}
