import type { VNode } from 'preact';
import { AsTable } from '../kit/charts/as-table.ts';
import { BandChart } from '../kit/charts/band-chart.ts';
import { BarChart } from '../kit/charts/bar-chart.ts';
import type { Step } from '../kit/charts/step.ts';
import { html } from '../kit/html.ts';
import { countText, listText, meanText } from '../kit/number-text.ts';
import { Calendar } from './calendar.ts';
import { intervalText } from './figure-text.ts';
import type { PageContext } from './page-context.ts';
import { isOver, listSteps, openHours, stepLabel } from './steps.ts';
import { phrase } from './words.ts';

/** Shows the entries and the number of people inside in each step of the view. */
export function Course({ context }: { readonly context: PageContext }): VNode | null {
  const { view, shop } = context;
  const all = listSteps('entries', view, shop);
  if (all.length === 0) return html`<section class="card course"><p>${phrase('noHours')}</p></section>`;
  const [first, last] = view.kind === 'day' ? openHours(all) : [0, all.length];
  const steps = all.slice(first, last);
  const title = phrase(view.kind === 'day' ? 'entriesPerHour' : 'entriesPerDay');
  return html`<section class="card course"><div class="row"><h2>${title}</h2><${Legend} steps=${steps} /></div>
    ${view.kind === 'month' ? html`<${Calendar} steps=${all} context=${context} />` : bars(steps, title, context)}
    <${Inside} first=${first} last=${last} context=${context} /><${Busiest} steps=${steps} first=${first} context=${context} />
    <${AsTable} name=${phrase('table')} ...${tableOf(steps, context, first)} /></section>`;
}

function bars(steps: readonly Step[], label: string, { isLost }: PageContext): VNode {
  return html`<${BarChart} steps=${steps} label=${`${label}. ${phrase('table')}.`} format=${countText} gone=${phrase('notSeen')} isLost=${isLost} />`;
}

function Legend({ steps }: { readonly steps: readonly Step[] }): VNode {
  const has = (state: Step['state']) => steps.some((step) => step.state === state);
  return html`<p class="key"><span><i class="bar"></i>${phrase('counted')}</span>${steps.some(({ usual }) => usual !== null) && html`<span><i class="usualmark"></i>${phrase('usualMark')}</span>`}${steps.some(({ state, usual }) => (state === 'later' || state === 'open') && usual !== null) && html`<span><i class="palemark"></i>${phrase('pale')}</span>`}
    ${(has('gone') || has('part')) && html`<span><i class="gonemark"></i>${phrase('notSeen')}</span>`}</p>`;
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly context: PageContext;
}

function Inside({ first, last, context: { view, isLost } }: Span): VNode | null {
  const inside = view.series['peakInside'];
  if (inside === undefined || view.kind === 'month') return null;
  const points = inside.value.slice(first, last).map((value, i) => {
    const [low, high] = [inside.low?.[first + i] ?? null, inside.high?.[first + i] ?? null];
    // The maximum of a day is not known until the day is over.
    return { value: view.kind === 'day' || isOver(first + i, view) ? value : null, low, high };
  });
  return html`<h3>${phrase('peopleInside')}</h3><${BandChart} points=${points} label=${`${phrase('peopleInside')}. ${phrase('table')}.`} left=${28} isLost=${isLost} />`;
}

/** Largest number of hours or days that are named as the busiest. When more are equal, the later ones are left out. */
const MOST_NAMED = 3;

interface BusiestProps {
  readonly steps: readonly Step[];
  /** Index in the view of the first step in `steps`. */
  readonly first: number;
  readonly context: PageContext;
}

function Busiest({ steps, first, context: { view, shop } }: BusiestProps): VNode | null {
  const known = steps.filter(({ value, state }) => value !== null && value > 0 && state !== 'later');
  const busiest = known.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  if (busiest === undefined || busiest.value === null || busiest.low === null || busiest.high === null)
    return null;
  const { value, low, high } = busiest;
  // Several hours or days can have the same number of people, so find all of them.
  const whens = steps.flatMap((step, i) => {
    if (step.value !== value || step.state === 'later') return [];
    const startMs = view.steps[first + i] ?? view.startMs;
    const label = stepLabel(startMs, view.kind === 'day' ? 'day' : 'week', shop);
    return [isOver(first + i, view) ? label : phrase('soFar', { when: label })];
  });
  const when = listText(whens.slice(0, MOST_NAMED));
  return html`<p>${phrase('busiest', { when, n: countText(value), low: countText(low), high: countText(high) })}</p>`;
}

function tableOf(steps: readonly Step[], { view }: PageContext, first: number) {
  const inside = view.series['peakInside']?.value ?? [];
  const head = [
    phrase(view.kind === 'day' ? 'hour' : 'day'),
    phrase('counted'),
    phrase('trueNumber'),
    phrase('seen'),
    phrase('usualMark'),
    phrase('peopleInside'),
  ];
  const rows = steps.map((step, i) => [
    step.label,
    step.state === 'later' ? '–' : step.value === null ? phrase('notSeen') : countText(step.value),
    intervalText('entries', step),
    step.state === 'later' ? '' : `${Math.round(100 * step.seen)} %`,
    step.usual === null ? '' : meanText(step.usual),
    inside[first + i] == null ? '' : meanText(inside[first + i] ?? 0),
  ]);
  return { head, rows };
}
