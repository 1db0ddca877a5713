import type { VNode } from 'preact';
import type { PanelName } from '../../../ports/fleet.ts';
import { savePicture } from '../charts/save-picture.ts';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { panelPath } from './model/fleet-api.ts';
import type { FleetWord } from './model/numbers.ts';
import { dayText, w } from './model/numbers.ts';
import type { Period, Span, Versus } from './model/period.ts';
import { SPANS, shiftPeriod, toPeriod, VERSUS } from './model/period.ts';

interface Props {
  readonly period: Period;
  readonly yesterday: string;
  readonly query: PanelQuery;
  readonly linkTo: (period: Period) => string;
  /** Panels that can be downloaded as CSV, each with its title. */
  readonly exports?: readonly (readonly [PanelName, FleetWord])[];
}

const VERSUS_WORDS = { weekday: 'vsWeekday', week: 'vsWeek', month: 'vsMonth', year: 'vsYear' } as const;

const EXPORTS: NonNullable<Props['exports']> = [
  ['key-numbers', 'compare'],
  ['days', 'entriesByDay'],
  ['hours', 'entriesByHour'],
  ['zones', 'zones'],
  ['queues', 'queues'],
  ['feedback', 'feedback'],
  ['doors', 'doors'],
];

/** Lets the user choose the period and the comparison of the whole page. Both are in the address. */
export function PeriodBar({ period, yesterday, query, linkTo, exports = EXPORTS }: Props): VNode {
  const { span, first, versus } = period;
  const day =
    first > yesterday
      ? yesterday
      : span === 'day'
        ? first
        : period.last < yesterday
          ? period.last
          : yesterday;
  const go = (next: Period) => {
    location.hash = linkTo(next);
  };
  const later = shiftPeriod(period, 1);
  const hasLater = later.first <= yesterday || (span === 'day' && first <= yesterday);
  return html`<div class="periods">
    <div class="segments">${SPANS.map((name: Span) => html`<button aria-pressed=${String(name === span)} onClick=${() => go(toPeriod(name, day, versus))}>${w(name)}</button>`)}</div>
    <div class="steps"><a class="button" href=${linkTo(shiftPeriod(period, -1))} aria-label=${w('before')}>${icon('back')}</a>
      <label class="date"><span>${periodText(period)}</span><input type="date" aria-label=${w(span)} value=${first} max=${yesterday} onChange=${(event: Event) => pick(event, (next) => go(toPeriod(span, next, versus)))} /></label>
      ${hasLater ? html`<a class="button" href=${linkTo(later)} aria-label=${w('after')}>${icon('next')}</a>` : html`<button disabled aria-label=${w('after')}>${icon('next')}</button>`}</div>
    <label class="versus"><span class="quiet">${w('against')}</span><select value=${versus} onChange=${(event: Event) => go({ ...period, versus: (event.target as HTMLSelectElement).value as Versus })}>${VERSUS.map((name) => html`<option value=${name}>${w(VERSUS_WORDS[name])}</option>`)}</select></label>
    <details class="menu"><summary class="button">${icon('download')}${w('export')}</summary><div class="pop">
      ${exports.map(([name, word]) => html`<a class="item" href=${panelPath(name, query, '/csv')} download>${name === 'key-numbers' ? w('all') : w(word)}<span class="quiet">CSV</span></a>`)}
      <button class="item" onClick=${() => void savePictures()}>${w('pictureOf')}<span class="quiet">PNG</span></button></div></details>
    <button class="print" aria-label=${w('print')} onClick=${() => print()}>${icon('print')}</button></div>`;
}

function pick(event: Event, use: (day: string) => void): void {
  const { value } = event.target as HTMLInputElement;
  if (value !== '') use(value);
}

export function periodText({ span, first, last }: Period): string {
  if (span === 'day')
    return dayText(first, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  if (span === 'month') return dayText(first, { month: 'long', year: 'numeric' });
  return `${dayText(first, { day: 'numeric', month: 'short' })} – ${dayText(last, { day: 'numeric', month: 'short', year: 'numeric' })}`;
}

async function savePictures(): Promise<void> {
  const drawings = document.querySelectorAll<SVGSVGElement>('.chart svg');
  for (const [index, drawing] of drawings.entries()) await savePicture(drawing, `lintel-${index + 1}`);
}
