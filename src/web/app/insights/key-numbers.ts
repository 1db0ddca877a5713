import type { VNode } from 'preact';
import type { InsightsView } from '../../../core/insights/insights-view.ts';
import { Sparkline } from '../kit/charts/sparkline.ts';
import { clockText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { seenText } from '../kit/number-text.ts';
import { getAddress } from './address.ts';
import { absenceText, changeText, intervalText, isHeld, usualText, WORTH_SAYING } from './figure-text.ts';
import { numberText } from './number-format.ts';
import type { PageContext } from './page-context.ts';
import { isOver } from './steps.ts';
import { phrase, phraseName } from './words.ts';

/** The key numbers, in order. A number that the store does not have is left out. */
const KEYS = [
  'entries',
  'captureRate',
  'peakInside',
  'conversion',
  'visitMean',
  'bounceShare',
  'groups',
  'repeatShare',
];
const MOST_SHOWN = 8;

export function KeyNumbers({ context }: { readonly context: PageContext }): VNode {
  const { figures } = context.view;
  const known = KEYS.filter(
    (key) => figures[key] !== undefined || (key === 'visitMean' && figures['entries'] !== undefined),
  );
  return html`<nav class="kpis" aria-label=${phrase('number')}>${known.slice(0, MOST_SHOWN).map((key) => html`<${KeyNumber} key=${key} of=${key} context=${context} />`)}</nav>`;
}

function KeyNumber({ of, context }: { readonly of: string; readonly context: PageContext }): VNode {
  const { view, place } = context;
  const value = view.figures[of]?.value ?? null;
  const usual = view.usual[of];
  const change = html`<b class=${usual?.isBeyond === true ? 'beyond' : 'faint'}>${changeText(of, usual)}</b>`;
  // A comparison up to an earlier hour has another number than the headline, so the change stands beside that one.
  const isWhole = view.comparedToMs >= view.endMs && (usual?.leftOut ?? 0) === 0;
  return html`<a class=${place.open === of ? 'kpi on' : 'kpi'} href=${getAddress({ ...place, open: of })}>
    <span class="row"><span class="quiet">${phraseName(of)}</span>${isWhole && change}</span>
    <span class="row"><strong class=${findLook(of, value, context)}>${value === null ? '–' : numberText(of, value)}</strong><${Sparkline} values=${finishedValues(of, view)} /></span>
    ${note(of, value, context)}<small class="faint">${usualText(of, context)}${!isWhole && html` ${change}`}</small></a>`;
}

/** Returns the values of the steps that are over. An hour or day that is not over would look like a fall. */
function finishedValues(of: string, view: InsightsView): readonly (number | null)[] {
  return (view.series[of]?.value ?? []).filter((_value, i) => isOver(i, view));
}

function findLook(of: string, value: number | null, { view, isLost }: PageContext): string {
  if (isLost) return 'v stale';
  if (value === null) return 'v none';
  return isHeld(of, value, view) ? 'v held' : 'v';
}

/** Returns the text below a number: its interval, or why it has none, or how old it is. */
function note(of: string, value: number | null, { view, shop, isLost }: PageContext): VNode {
  const figure = view.figures[of];
  if (value === null || figure === undefined)
    return html`<small class=${figure?.coverage === 0 ? 'gone' : ''}>${absenceText(of, figure)}</small>`;
  if (isLost)
    return html`<small>${phrase('asOfTime', { time: clockText(view.knownToMs ?? view.startMs, shop, false) })}</small>`;
  const isPart = figure.coverage < WORTH_SAYING;
  return html`<small>${intervalText(of, figure)}${isPart && html` <span class="warn">${phrase('seenOnly', { n: seenText(figure.coverage) })}</span>`}</small>`;
}
