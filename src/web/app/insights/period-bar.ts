import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { AGAINST, VIEW_KINDS } from '../../../core/insights/insights-view.ts';
import { html } from '../kit/html.ts';
import { currentLocale } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import type { Place } from './address.ts';
import { getAddress, shifted } from './address.ts';
import { downloadCsv } from './export-csv.ts';
import { downloadPng } from './export-png.ts';
import type { PageContext } from './page-context.ts';
import type { PageWord } from './words.ts';
import { phrase } from './words.ts';

interface PeriodBarProps {
  readonly place: Place;
  readonly today: string;
  /** Undefined while the page loads. */
  readonly context: PageContext | undefined;
}

export function PeriodBar({ place, today, context }: PeriodBarProps): VNode {
  const go = (next: Place) => {
    location.hash = getAddress(next);
  };
  const isNewest = shifted(place, 1).date > today;
  return html`<div class="periodbar">
    <div class="segments" role="group" aria-label=${phrase('period')}>${VIEW_KINDS.map(
      (kind) =>
        html`<a class="button" href=${getAddress({ ...place, kind })} aria-current=${place.kind === kind ? 'page' : null}>${phrase(kind)}</a>`,
    )}</div>
    <div class="dates"><a class="button" href=${getAddress(shifted(place, -1))} aria-label=${phrase('earlier')}>${icon('back')}</a>
      <label><span class="off">${phrase('anyDate')}</span><span class="period" aria-hidden="true">${periodText(place)}</span><input type="date" value=${place.date} max=${today}
        onChange=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          if (value !== '') go({ ...place, date: value });
        }} /></label>
      ${isNewest ? html`<span class="button none" aria-hidden="true">${icon('next')}</span>` : html`<a class="button" href=${getAddress(shifted(place, 1))} aria-label=${phrase('later')}>${icon('next')}</a>`}</div>
    <label class="against"><span>${phrase('against')}</span><select value=${place.against} onChange=${(event: Event) => go({ ...place, against: (event.target as HTMLSelectElement).value === 'before' ? 'before' : 'usual' })}>
      ${AGAINST.map((against) => html`<option value=${against} selected=${place.against === against}>${phrase(againstWord(place, against))}</option>`)}</select></label>
    <${ExportMenu} context=${context} /></div>`;
}

function againstWord({ kind }: Place, against: 'usual' | 'before'): PageWord {
  const ends = { day: 'Day', week: 'Week', month: 'Month' } as const;
  return `${against === 'usual' ? 'vsUsual' : 'vsBefore'}${ends[kind]}`;
}

/**
 * Formats a period, such as Sat 28 Nov, 16–22 Nov or November 2026. A date has no time zone, so it is formatted in UTC.
 */
function periodText({ kind, date }: Place): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(currentLocale(), { ...options, timeZone: 'UTC' });
  const at = new Date(`${date}T12:00:00Z`);
  if (kind === 'day')
    return format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at);
  if (kind === 'month') return format({ month: 'long', year: 'numeric' }).format(at);
  const monday = new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * 86_400_000);
  const sunday = new Date(monday.getTime() + 6 * 86_400_000);
  return format({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(monday, sunday);
}

function ExportMenu({ context }: { readonly context: PageContext | undefined }): VNode | null {
  const [isOpen, setOpen] = useState(false);
  if (context === undefined) return null;
  const act = (work: () => void) => () => {
    setOpen(false);
    work();
  };
  return html`<details class="menu" open=${isOpen} onToggle=${(event: Event) => setOpen((event.target as HTMLDetailsElement).open)}><summary class="button">${icon('download')} ${phrase('export')}</summary>
    <div class="choices"><button onClick=${act(() => downloadCsv(context))}>${phrase('exportCsv')}</button>
    <button onClick=${act(() => void downloadPng(context))}>${phrase('exportPng')}</button>
    <button onClick=${act(() => print())}>${phrase('print')}</button><p class="quiet">${phrase('exportNote')}</p></div></details>`;
}
