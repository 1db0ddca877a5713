import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import { measureText, thanText } from './key-numbers.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { dayText, percent, w, whole } from './model/numbers.ts';
import type { Period } from './model/period.ts';
import type { DayRow, DefinitionRow, Measure, NumberRow } from './model/rows.ts';
import { byName, useStoreNames } from './model/store-names.ts';
import { showPanel, usePanel } from './model/use-panel.ts';
import { gone } from './store-table.ts';

interface Props {
  readonly row: NumberRow;
  readonly query: PanelQuery;
  readonly period: Period;
  readonly close: () => void;
}

const ABOUT = {
  entries: 'aboutEntries',
  capture: 'aboutCapture',
  conversion: 'aboutConversion',
  visit: 'aboutVisit',
  bounce: 'aboutBounce',
  happy: 'aboutHappy',
  wait: 'aboutWait',
} as const;

/** Explains a number: its definition, its uncertainty, and its sensors. */
export function DefinitionDrawer({ row, query, period, close }: Props): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const { measure, value, low, high, coverage, part, whole: of } = row;
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('keydown', leave);
    return () => {
      removeEventListener('keydown', leave);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [measure]);
  return html`<aside class="drawer" role="dialog" aria-labelledby="about"><div class="row spread"><h2 id="about" tabindex="-1" ref=${heading}>${w(measure)}</h2>
      <button class="link" aria-label=${w('close')} onClick=${close}>${icon('close')}</button></div>
    <p>${w(ABOUT[measure])}</p>
    <dl class="facts">${fact(w(measure), measureText(measure, value))}
      ${low !== null && high !== null && fact(w('trueNumber'), w('to', { low: measureText(measure, low), high: measureText(measure, high) }))}
      ${part !== null && of !== null && measure !== 'entries' && measure !== 'visit' && measure !== 'wait' && fact(w('parts'), w('partOf', { part: whole(part), whole: whole(of) }))}
      ${coverage != null && fact(w('seenRow'), percent(coverage))}
      ${fact(w('compared'), thanText(row, period))}</dl>
    <p class="quiet">${w('leftOut')}</p><${RestsOn} query=${query} measure=${measure} />
    ${measure === 'entries' && period.span !== 'day' && html`<${ByDay} query=${query} />`}</aside>`;
}

function fact(name: string, value: unknown): VNode {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

const KINDS: Readonly<Record<Measure, readonly string[]>> = {
  entries: ['door'],
  capture: ['door', 'shopfront', 'line'],
  conversion: ['door', 'sales'],
  visit: ['door', 'store'],
  bounce: ['store'],
  happy: ['feedback'],
  wait: ['queue'],
};

/** Lists each place's sensors, visit threshold, last audit and definition, as the store itself reports them. */
function RestsOn({ query, measure }: { readonly query: PanelQuery; readonly measure: Measure }): VNode {
  const panel = usePanel<DefinitionRow>('definitions', query);
  const findName = useStoreNames(query);
  const draw = (rows: readonly DefinitionRow[]) => {
    const isOfSeveral = new Set(rows.map(({ store }) => store)).size > 1;
    const titleOf = ({ store, name }: DefinitionRow) => (isOfSeveral ? `${findName(store)} · ${name}` : name);
    const own = rows
      .filter(({ kind }) => KINDS[measure].includes(kind))
      .map((row) => ({ ...row, title: titleOf(row) }))
      .sort((a, b) => byName(a.title, b.title))
      .slice(0, 12);
    return html`<dl class="facts">${own.map(({ title, sensors, age_days: age, visit_s: visit, kind, def }) =>
      fact(
        title,
        [
          sensors.join(', '),
          visit === null ? '' : `${visit} s`,
          kind === 'door'
            ? `${w('lastAudit')}: ${age === null ? w('noAudit') : w('daysAgo', { n: age })}`
            : '',
          def,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    )}</dl>`;
  };
  return html`<h3>${w('restsOn')}</h3>${showPanel(panel, draw)}`;
}

function ByDay({ query }: { readonly query: PanelQuery }): VNode {
  const panel = usePanel<DayRow>('days', query);
  const line = ({ local_day, entries, half, coverage }: DayRow) =>
    html`<tr><th scope="row">${dayText(local_day)}</th><td class="number">${coverage === 0 ? gone(w('notSeen')) : whole(entries)}</td>
      <td class="number quiet">${entries !== null && half !== null && w('to', { low: whole(Math.max(0, entries - half)), high: whole(entries + half) })}</td><td class="number quiet">${percent(coverage, 0)}</td></tr>`;
  return html`<h3>${w('byDay')}</h3>${showPanel(panel, (rows) => html`<table><tbody>${rows.map(line)}</tbody></table>`)}`;
}
