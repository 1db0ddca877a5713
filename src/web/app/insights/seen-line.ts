import type { VNode } from 'preact';
import { readThing } from '../../../core/insights/figure.ts';
import { GATEWAY } from '../../../core/insights/find-gaps.ts';
import { clockText, dayText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { WORTH_SAYING } from './figure-text.ts';
import type { PageContext } from './page-context.ts';
import { thingName } from './thing-name.ts';
import { phrase } from './words.ts';

const MOST_SHOWN = 3;
/** Shortest outage that is listed. A shorter outage changes no number of the page. */
const LEAST_MS = 5 * 60_000;

/** Lists the outages of sensors and the changes of definitions, with their times. */
export function SeenLine({ context }: { readonly context: PageContext }): VNode | null {
  const { view, shop } = context;
  if (view.knownToMs === null) return null;
  const gaps = view.dark.filter(({ fromMs, toMs }) => toMs - fromMs >= LEAST_MS);
  const time = (ms: number) => (view.kind === 'day' ? clockText(ms, shop, false) : dayText(ms, shop));
  const texts = gaps
    .toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, MOST_SHOWN)
    .map(({ sensor, fromMs, toMs }) => {
      const name = sensor === GATEWAY ? phrase('theGateway') : thingName(shop, sensor);
      const isStill = toMs === view.knownToMs && toMs < view.endMs;
      return isStill
        ? phrase('notSeenSince', { name, from: time(fromMs) })
        : phrase('notSeenFrom', { name, from: time(fromMs), to: time(toMs) });
    });
  const lasting = Object.entries(view.figures).filter(([key]) => !view.passing.includes(readThing(key)));
  const least = Math.min(1, ...lasting.map(([, { coverage }]) => coverage));
  const more = gaps.length > MOST_SHOWN ? ` ${phrase('moreGaps', { n: gaps.length - MOST_SHOWN })}` : '';
  return html`<section class="seen" aria-label=${phrase('whatSeen')}><p><b>${phrase('whatSeen')}</b> ${
    texts.length === 0
      ? html`<span class=${least < WORTH_SAYING ? 'warn' : 'quiet'}>${least < WORTH_SAYING ? phrase('leastSeen', { n: Math.round(100 * least) }) : phrase('allSeen')}</span>`
      : html`<span class="warn">${texts.join(' ')}${more}</span> <span class="quiet">${phrase('unknownNotZero')}</span> <a href="#devices">${phrase('seeDevices')}</a>`
  }</p>${changes(context).map((text) => html`<p class="warn">${text}</p>`)}</section>`;
}

function changes({ view, shop }: PageContext): string[] {
  const byTime = Map.groupBy(view.changes, ({ atMs }) => atMs);
  return [...byTime].map(([atMs, own]) => {
    const names = [...new Set(own.map(({ key }) => thingName(shop, readThing(key)) || shop.store.name))];
    const when =
      view.kind === 'day' ? clockText(atMs, shop, false) : dayText(atMs, shop).replace(/,? \d\d:\d\d$/, '');
    return phrase('changed', { name: names.join(', '), when });
  });
}
