import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Figure } from '../../../core/insights/figure.ts';
import { isAdditive, readName, readThing } from '../../../core/insights/figure.ts';
import { BarChart } from '../kit/charts/bar-chart.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import { getAddress } from './address.ts';
import { absenceText, countsText, intervalText, isHeld, trueNumberText, usualText } from './figure-text.ts';
import { numberText } from './number-format.ts';
import { numberName } from './number-link.ts';
import type { PageContext } from './page-context.ts';
import { listSteps, openHours } from './steps.ts';
import { thresholds } from './thresholds.ts';
import { phrase, phraseName, phraseWord } from './words.ts';

/** Explains a number: its definition, its sensors, and its calculation step by step. */
export function DefinitionPanel({ context }: { readonly context: PageContext }): VNode | null {
  const { place, view } = context;
  const title = useRef<HTMLHeadingElement>(null);
  const of = place.open;
  const figure = view.figures[of];
  useEffect(() => title.current?.focus({ preventScroll: true }), [of]);
  if (of === '') return null;
  const close = getAddress({ ...place, open: '' });
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') location.hash = close;
  };
  return html`<aside class="definition" aria-labelledby="definition-title" onKeyDown=${key}><div class="row"><h2 id="definition-title" ref=${title} tabindex="-1">${numberName(of, context)}</h2><a class="button" href=${close} aria-label=${phrase('close')}>${icon('close')}</a></div>
    <p>${phraseName(readName(of), 'about ')}</p>${figure === undefined ? html`<p>${absenceText(of, figure)}</p>` : facts(of, figure, context)}<${ByStep} of=${of} context=${context} /></aside>`;
}

function facts(of: string, figure: Figure, context: PageContext): VNode {
  const { view } = context;
  const { value, coverage, n, definition, audit } = figure;
  const [name = '', ...rest] = definition.split(/[; ]/);
  const meaning = phraseWord(`is ${name.split('/')[0]}`);
  const usual = view.usual[of];
  return html`<dl class="facts">${fact(phrase('number'), value === null ? absenceText(of, figure) : numberText(of, value))}
    ${fact(phrase('trueNumber'), trueNumberText(of, figure))}
    ${figure.of !== undefined && fact(phrase('madeOf'), countsText(figure.of))}
    ${value !== null && fact(phrase('comparison'), usualText(of, context))}
    ${fact(phrase('seen'), `${Math.round(1000 * coverage) / 10} %`)}
    ${n !== null && fact(phrase('restsOn'), phrase('eventCount', { n }))}
    ${audit !== undefined && fact(phrase('audit'), audit.id === null ? phrase('auditNone') : phrase('auditAgo', { id: audit.id, n: audit.ageDays ?? 0 }))}
    ${fact(phrase('definition'), name)}${thresholds(
      rest.filter((part) => !part.includes('=no-')),
      findLengthUnit(of, context),
    ).map(([text, limit]) => fact(text, limit))}</dl>
    ${meaning !== undefined && html`<p class="quiet">${meaning}</p>`}
    ${usual !== undefined && usual.leftOut > 0 && html`<p class="warn">${phrase('leftOut', { n: usual.leftOut })}</p>`}
    ${isHeld(of, value, view) && html`<p><span class="held">${phrase('leavesAsFew', { n: view.minimumCount })}</span></p><p class="quiet">${phrase('heldNote', { n: view.minimumCount })}</p>`}
    ${audit !== undefined && html`<p><a href=${`#devices/door/${encodeURIComponent(readThing(of) || (context.shop.doors[0]?.id ?? ''))}`}>${phrase('checkCount')}</a></p>`}`;
}

function findLengthUnit(of: string, { shop }: PageContext): 'm' | 'px' {
  const thing = [...shop.zones, ...shop.lines].find(({ id }) => id === readThing(of));
  return thing === undefined || thing.space === 'floor' ? 'm' : 'px';
}

/** Metrics that are computed once a day, when the store is empty. They have no value for single hours. */
const OF_A_DAY: ReadonlySet<string> = new Set(['visitMean', 'bounceShare', 'repeatShare']);

function fact(name: string, value: string): VNode {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function ByStep({ of, context }: { readonly of: string; readonly context: PageContext }): VNode | null {
  const { view, shop } = context;
  if (view.kind === 'day' && OF_A_DAY.has(of)) return null;
  const all = listSteps(of, view, shop);
  const [first, last] = view.kind === 'day' ? openHours(all) : [0, all.length];
  const steps = all
    .slice(first, last)
    .filter(({ state, value }) => state !== 'later' && (value !== null || state === 'gone'));
  if (steps.length === 0) return null;
  const name = phrase(view.kind === 'day' ? 'hour' : 'day');
  return html`${isAdditive(of) && html`<${BarChart} steps=${steps} label=${phrase('by', { step: name })} format=${(value: number) => numberText(of, value)} gone=${phrase('notSeen')} isLost=${context.isLost} height=${130} />`}<table class="bystep"><thead><tr><th scope="col">${phrase('by', { step: name })}</th><th scope="col" class="number">${phrase('counted')}</th><th scope="col" class="number">${t('interval')}</th><th scope="col" class="number">${phrase('seen')}</th></tr></thead>
    <tbody>${steps.map((step) => html`<tr><th scope="row">${step.label}</th><td class="number">${step.value === null ? html`<span class="gone">${phrase('notSeen')}</span>` : numberText(of, step.value)}</td><td class="number quiet">${intervalText(of, step)}</td><td class="number">${Math.round(100 * step.seen)} %</td></tr>`)}</tbody></table>`;
}
