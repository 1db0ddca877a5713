import type { VNode } from 'preact';
import { weekday } from '../../../core/time/local-date.ts';
import { findShade } from '../kit/charts/shade.ts';
import { html } from '../kit/html.ts';
import { countText, meanText } from '../kit/number-text.ts';
import { weekdayNames } from './calendar.ts';
import type { PageContext } from './page-context.ts';
import { isOver, listSteps } from './steps.ts';
import { phrase } from './words.ts';

/** Shows when people entered: for a week each hour, for a month the mean of each weekday. */
export function WhenCard({ context }: { readonly context: PageContext }): VNode | null {
  if (context.view.kind === 'week') return html`<${HourTable} context=${context} />`;
  return context.view.kind === 'month' ? html`<${Weekdays} context=${context} />` : null;
}

function HourTable({ context: { view } }: { readonly context: PageContext }): VNode | null {
  const busy = view.hours.flatMap((day) => day.flatMap((n, hour) => ((n ?? 0) > 0 ? [hour] : [])));
  if (busy.length === 0) return null;
  const [first, last] = [Math.min(...busy), Math.max(...busy)];
  const most = Math.max(...view.hours.flatMap((day) => day.map((n) => n ?? 0)));
  const hours = Array.from({ length: last - first + 1 }, (_hour, i) => first + i);
  const names = weekdayNames();
  return html`<section class="card"><h2>${phrase('when')} <small class="quiet">${phrase('entriesByHour')}</small></h2><div class="scroll" tabindex="0"><table class="hours"><thead><tr><td></td>${hours.map((hour) => html`<th scope="col">${hour}</th>`)}</tr></thead>
    <tbody>${view.hours.map((day, i) => html`<tr><th scope="row">${names[i]}</th>${hours.map((hour) => cell(day[hour], most))}</tr>`)}</tbody></table></div></section>`;
}

/** Draws a cell. Undefined: the time lies in the future. Null: no sensor was online. */
function cell(n: number | null | undefined, most: number): VNode {
  if (n === undefined) return html`<td></td>`;
  if (n === null) return html`<td class="gonecell"><span class="off">${phrase('notSeen')}</span></td>`;
  return html`<td class=${n === 0 ? 'nought' : findShade(n, most)}>${countText(n)}</td>`;
}

function Weekdays({ context: { view, shop } }: { readonly context: PageContext }): VNode {
  const steps = listSteps('entries', view, shop);
  const start = weekday(view.from);
  const rows = weekdayNames().map((name, day) => {
    const own = steps.filter(
      ({ state }, i) => (start + i) % 7 === day && state === 'seen' && isOver(i, view),
    );
    const mean = own.reduce((sum, { value }) => sum + (value ?? 0), 0) / own.length;
    const usual = own.find((step) => step.usual !== null)?.usual ?? null;
    return { name, mean: own.length === 0 ? null : mean, usual };
  });
  const most = Math.max(1, ...rows.map(({ mean, usual }) => Math.max(mean ?? 0, usual ?? 0)));
  return html`<section class="card"><h2>${phrase('meanPerWeekday')}</h2><ul class="meters">${rows.map(
    ({
      name,
      mean,
      usual,
    }) => html`<li><span>${name}</span><svg width="100%" height="20" aria-hidden="true"><rect class="bar" width=${`${(100 * (mean ?? 0)) / most}%`} height="20" rx="2" />
      ${usual !== null && html`<line class="usual" x1=${`${(100 * usual) / most}%`} x2=${`${(100 * usual) / most}%`} y1="0" y2="20" />`}</svg><b>${mean === null ? phrase('notSeen') : meanText(mean)}</b></li>`,
  )}</ul></section>`;
}
