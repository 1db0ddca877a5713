import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import type { FleetWord } from './model/numbers.ts';
import { dayText, decimal, percent, signedPercent, span, w, whole } from './model/numbers.ts';
import type { Period } from './model/period.ts';
import type { Measure, NumberRow } from './model/rows.ts';
import type { Panel } from './model/use-panel.ts';
import { showPanel } from './model/use-panel.ts';
import { gone } from './store-table.ts';

interface Props {
  readonly numbers: Panel<NumberRow>;
  readonly more: Panel<NumberRow>;
  readonly period: Period;
  readonly opened: Measure | undefined;
  readonly open: (measure: Measure) => void;
}

const MEASURES: readonly Measure[] = ['entries', 'capture', 'conversion', 'visit', 'bounce', 'happy', 'wait'];
const SHARES: readonly Measure[] = ['capture', 'conversion', 'bounce'];

export function measureText(measure: Measure, value: number | null): string {
  if (SHARES.includes(measure)) return percent(value);
  if (measure === 'visit' || measure === 'wait') return span(value);
  return measure === 'happy' ? decimal(value) : whole(value);
}

/** Shows the key numbers. A click on a number opens its definition and uncertainty. */
export function KeyNumbers({ numbers, more, period, opened, open }: Props): VNode {
  const rows = [...(numbers.rows ?? []), ...(more.rows ?? [])];
  const draw = () => {
    const shown = MEASURES.map((measure) => rows.find((row) => row.measure === measure)).filter(
      (row): row is NumberRow =>
        row !== undefined &&
        (row.value !== null || row.measure === 'entries' || row.measure === 'conversion'),
    );
    return html`${seenLine(rows)}<section class="band numbers">${shown.map((row) => html`<${Cell} row=${row} period=${period} isOpen=${row.measure === opened} open=${open} />`)}</section>`;
  };
  return showPanel(numbers, draw);
}

function seenLine(rows: readonly NumberRow[]): VNode | string {
  const entries = rows.find(({ measure }) => measure === 'entries');
  if (entries?.coverage == null || entries.coverage >= 0.95) return '';
  return html`<p class="seen"><strong>${w('whatWasSeen')}</strong> <span class="warn">${w('seenShare', { share: percent(entries.coverage) })}</span> <span class="quiet">${w('leftOut')}</span></p>`;
}

interface CellProps {
  readonly row: NumberRow;
  readonly period: Period;
  readonly isOpen: boolean;
  readonly open: (measure: Measure) => void;
}

function Cell({ row, period, isOpen, open }: CellProps): VNode {
  const { measure, value, low, high, coverage, is_over: isOver } = row;
  const text = (one: number | null) => measureText(measure, one);
  const isUnseen = value === null || coverage === 0;
  const missing = coverage === 0 ? gone(w('notSeen')) : html`<span class="quiet">${w('notMeasured')}</span>`;
  return html`<button class="number-cell" aria-expanded=${String(isOpen)} onClick=${() => open(measure)}>
    <span class="top"><span class="what">${w(measure as FleetWord)}</span>${!isUnseen && changeText(row)}</span>
    <strong class=${isOver === false ? 'now open' : 'now'}>${isUnseen ? '–' : text(value)}</strong>
    <span class="doubt">${isUnseen ? missing : low !== null && high !== null && measure !== 'wait' && w('to', { low: text(low), high: text(high) })}
      ${coverage != null && coverage > 0 && coverage < 0.95 && html` · ${gone(w('seen', { share: percent(coverage, 0) }))}`}${isOver === false && html` · ${w('soFar')}`}</span>
    <span class="faint">${thanText(row, period)}</span></button>`;
}

export function thanText(
  { than, weeks, measure }: NumberRow,
  { versus, span: length, first }: Period,
): string {
  if (than === null) return w('noThan');
  const value = measureText(measure, than);
  if (versus !== 'weekday') return w('than', { value });
  if (length !== 'day') return w('thanWeeks', { n: weeks ?? 0, value });
  return w('thanWeekday', { n: weeks ?? 0, days: dayText(first, { weekday: 'short' }), value });
}

/** Returns the change as text. It has ▲ or ▼ only when the two intervals do not overlap. */
function changeText({
  measure,
  value,
  low,
  high,
  than,
  than_low: thanLow,
  than_high: thanHigh,
}: NumberRow): VNode | string {
  if (value === null || than === null) return '';
  const isBeyond =
    low !== null &&
    high !== null &&
    thanLow !== null &&
    thanHigh !== null &&
    (low > thanHigh || high < thanLow);
  if (!isBeyond) return html`<span class="faint moved">${w('usual')}</span>`;
  const size = SHARES.includes(measure)
    ? decimal(Math.abs(value - than) * 100)
    : signedPercent(value / than - 1).slice(1);
  return html`<span class="moved">${value > than ? '▲' : '▼'} ${size}</span>`;
}
