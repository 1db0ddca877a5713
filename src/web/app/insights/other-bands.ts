import type { VNode } from 'preact';
import { AsTable } from '../kit/charts/as-table.ts';
import { FlowChart } from '../kit/charts/flow-chart.ts';
import { html } from '../kit/html.ts';
import { minutesText, percentText } from '../kit/number-text.ts';
import { NumberLink } from './number-link.ts';
import type { PageContext } from './page-context.ts';
import { getThingName, thingName } from './thing-name.ts';
import { phrase, phraseName } from './words.ts';

interface BandProps {
  readonly context: PageContext;
}

/** Returns the ids of the zones, doors or sensors for which this metric has numbers. */
function thingsWith(name: string, { view }: PageContext): string[] {
  const start = `${name}@`;
  return Object.keys(view.figures).flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
}

/** Shows large numbers in a row, each with its name below. */
function row(names: readonly string[], id: string, context: PageContext): VNode {
  const known = names.filter((name) => context.view.figures[`${name}@${id}`] !== undefined);
  return html`<dl class="bigs">${known.map((name) => html`<div><dt>${phraseName(name)}</dt><dd><${NumberLink} of=${`${name}@${id}`} context=${context} /></dd></div>`)}</dl>`;
}

export function Queues({ context }: BandProps): VNode[] {
  const names = ['joined', 'served', 'abandoned', 'waitMean', 'waitP95', 'lengthMean', 'lengthMax'];
  return thingsWith('joined', context).map(
    (id) =>
      html`<section class="card" key=${`queue ${id}`}><h2>${phrase('queueAt', { name: thingName(context.shop, id) })}</h2>${row(names, id, context)}<p class="quiet">${phrase('queueNote')}</p></section>`,
  );
}

export function Feedback({ context }: BandProps): VNode[] {
  return thingsWith('happyIndex', context).map(
    (id) =>
      html`<section class="card" key=${`feedback ${id}`}><h2>${phrase('feedbackAt', { name: thingName(context.shop, id) })}</h2>${row(['happyIndex', 'answers'], id, context)}</section>`,
  );
}

/** Shows how long people stay in the store. */
export function StoreVisits({ context }: BandProps): VNode | null {
  const { upToMs, shares } = context.view.visitLengths;
  if (shares.length === 0) return null;
  const most = Math.max(...shares);
  return html`<section class="card"><h2>${phrase('visitsTitle')} <small class="quiet">${phrase('visitLength')}</small></h2><ul class="meters">${shares.map(
    (share, i) =>
      html`<li><span>${phrase('upTo', { time: minutesText(upToMs[i] ?? 0) })}</span><svg width="100%" height="20" aria-hidden="true"><rect class="column" width=${`${(100 * share) / most}%`} height="20" rx="2" /></svg><b>${percentText(share, 0)}</b></li>`,
  )}</ul></section>`;
}

export function Doors({ context }: BandProps): VNode | null {
  const rows = [
    ...thingsWith('doorIn', context).map((id) => [id, 'doorIn', 'doorOut'] as const),
    ...thingsWith('lineIn', context).map((id) => [id, 'lineIn', 'lineOut'] as const),
  ];
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>${phrase('doorsTitle')}</h2>${numbersTable(phrase('door'), ['doorIn', 'doorOut'], rows, context)}</section>`;
}

export function Things({ context }: BandProps): VNode | null {
  const products = thingsWith('pickUps', context).map((id) => [id, 'pickUps', 'putBacks'] as const);
  const trolleys = thingsWith('trolleyVisits', context).map(
    (id) => [id, 'trolleyVisits', 'trolleyDwell'] as const,
  );
  if (products.length + trolleys.length === 0) return null;
  return html`<section class="card"><h2>${phrase('things')}</h2>
    ${products.length > 0 && numbersTable(phrase('thing'), ['pickUps', 'putBacks'], products, context)}
    ${trolleys.length > 0 && numbersTable(phrase('zone'), ['trolleyVisits', 'trolleyDwell'], trolleys, context)}</section>`;
}

type Row = readonly [id: string, ...names: string[]];

function numbersTable(
  first: string,
  head: readonly string[],
  rows: readonly Row[],
  context: PageContext,
): VNode {
  return html`<table class="numbers"><thead><tr><th scope="col">${first}</th>${head.map((name) => html`<th scope="col">${phraseName(name)}</th>`)}</tr></thead>
    <tbody>${rows.map(([id, ...names]) => html`<tr><th scope="row">${getThingName(context.shop, `${names[0]}@${id}`)}</th>${names.map((name) => html`<td data-name=${phraseName(name)}><${NumberLink} of=${`${name}@${id}`} context=${context} /></td>`)}</tr>`)}</tbody></table>`;
}

const MOST_DRAWN = 16;

/** Shows how many people walk from one zone to another. Draws only the most frequent ways. */
export function Ways({ context: { view, shop } }: BandProps): VNode | null {
  const name = (zone: string | null) => (zone === null ? phrase('outside') : thingName(shop, zone));
  const steps = view.journeys.map(({ from, to, n }) => ({ from: name(from), to: name(to), n }));
  if (steps.length === 0) return null;
  const rows = steps.map(({ from, to, n }) => [from, to, n] as const);
  return html`<section class="card"><h2>${phrase('ways')}</h2><div class="row quiet"><span>${phrase('fromZone')}</span><span>${phrase('toZone')}</span></div>
    <${FlowChart} steps=${steps.slice(0, MOST_DRAWN)} label=${`${phrase('ways')}. ${phrase('table')}.`} /><${AsTable} name=${phrase('table')} head=${[phrase('fromZone'), phrase('toZone'), phrase('steps')]} rows=${rows} /><p class="quiet">${phrase('waysNote')}</p></section>`;
}
