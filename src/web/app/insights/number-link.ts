import type { VNode } from 'preact';
import { readName, readThing } from '../../../core/insights/figure.ts';
import { html } from '../kit/html.ts';
import { seenText } from '../kit/number-text.ts';
import { getAddress } from './address.ts';
import { absenceText, isHeld, WORTH_SAYING } from './figure-text.ts';
import { numberText } from './number-format.ts';
import type { PageContext } from './page-context.ts';
import { getThingName } from './thing-name.ts';
import { phrase, phraseName } from './words.ts';

/** A number that opens its definition. Each kind of missing number looks different. */
export function NumberLink({ of, context }: { readonly of: string; readonly context: PageContext }): VNode {
  const { view, place, isLost } = context;
  const figure = view.figures[of];
  const value = figure?.value ?? null;
  const href = getAddress({ ...place, open: of });
  const label = `${numberName(of, context)}: ${value === null ? absenceText(of, figure) : numberText(of, value)}`;
  if (value === null || figure === undefined) {
    const isGone = figure !== undefined && figure.coverage === 0;
    return html`<a class=${isGone ? 'num gone' : 'num none'} href=${href} aria-label=${label} title=${absenceText(of, figure)}>${isGone ? phrase('notSeen') : '–'}</a>`;
  }
  const look = isLost ? 'num stale' : isHeld(of, value, view) ? 'num held' : 'num';
  const seen =
    figure.coverage < WORTH_SAYING
      ? html`<small class="warn">${phrase('seenOnly', { n: seenText(figure.coverage) })}</small>`
      : null;
  return html`<a class=${look} href=${href} aria-label=${label}>${numberText(of, value)}</a> ${seen}`;
}

/** Returns metric and place, such as "Visits, Shoes", for screen readers and exports. */
export function numberName(key: string, { shop }: Pick<PageContext, 'shop'>): string {
  const name = phraseName(readName(key));
  return readThing(key) === '' ? name : `${name}, ${getThingName(shop, key)}`;
}
