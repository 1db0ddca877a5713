import type { VNode } from 'preact';
import { weekday } from '../../../core/time/local-date.ts';
import { findShade } from '../kit/charts/shade.ts';
import type { Step } from '../kit/charts/step.ts';
import { html } from '../kit/html.ts';
import { currentLocale } from '../kit/i18n.ts';
import { countText, seenText } from '../kit/number-text.ts';
import { getAddress } from './address.ts';
import type { PageContext } from './page-context.ts';
import { phrase } from './words.ts';

/** 5 January 1970 was a Monday. */
const A_MONDAY_MS = 4 * 86_400_000;

export function weekdayNames(): string[] {
  const format = new Intl.DateTimeFormat(currentLocale(), { weekday: 'short', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_day, i) => format.format(A_MONDAY_MS + i * 86_400_000));
}

/** Shows a month, with a link for each day. */
export function Calendar({
  steps,
  context,
}: {
  readonly steps: readonly Step[];
  readonly context: PageContext;
}): VNode {
  const { view } = context;
  const most = Math.max(1, ...steps.map(({ value }) => value ?? 0));
  const cells = [...new Array<null>(weekday(view.from)).fill(null), ...steps];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_week, i) =>
    cells.slice(7 * i, 7 * i + 7),
  );
  const before = weekday(view.from);
  return html`<table class="calendar"><thead><tr>${weekdayNames().map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${weeks.map(
    (week, row) =>
      html`<tr>${week.map((step, column) => (step === null ? html`<td></td>` : day(step, 7 * row + column - before, most, context)))}</tr>`,
  )}</tbody></table>`;
}

function day(step: Step, index: number, most: number, { view, place }: PageContext): VNode {
  const date = `${view.from.slice(0, 8)}${String(index + 1).padStart(2, '0')}`;
  const { state, value, seen } = step;
  const look =
    state === 'later'
      ? 'later'
      : value === null
        ? 'gonecell'
        : value === 0
          ? 'nought'
          : findShade(value, most);
  const text = state === 'later' ? '' : value === null ? phrase('notSeen') : countText(value);
  return html`<td class=${state === 'part' ? `${look} partcell` : look}><a href=${getAddress({ ...place, kind: 'day', date, open: '' })}>
    <small>${index + 1}</small><b>${text}</b>${state === 'part' && html`<small>${phrase('seenOnly', { n: seenText(seen) })}</small>`}</a></td>`;
}
