import type { VNode } from 'preact';
import { HeatTable } from '../charts/heat-table.ts';
import { html } from '../kit/html.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { dayText, decimal, w, weekdayText, whole } from './model/numbers.ts';
import type { Period } from './model/period.ts';
import { listDays } from './model/period.ts';
import type { DayRow, HeatRow } from './model/rows.ts';
import { showPanel, usePanel } from './model/use-panel.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

interface Props {
  readonly query: PanelQuery;
  readonly period: Period;
}

/** Shows entries by weekday and hour. For a month it adds a calendar. */
export function HeatSection({ query, period }: Props): VNode {
  const panel = usePanel<HeatRow>('heat', query);
  return html`<section class="band"><h2>${w('whenPeopleCome')}</h2><p class="quiet">${w('meanHour')}</p>${showPanel(panel, drawHeat)}
    ${period.span === 'month' && html`<h2>${w('entriesByDay')}</h2><${Calendar} query=${query} period=${period} />`}</section>`;
}

function drawHeat(rows: readonly HeatRow[]): VNode {
  const busy = rows.filter(({ entries }) => (entries ?? 0) > 0.2).map(({ hour_of_day }) => hour_of_day);
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => hour >= Math.min(...busy) && hour <= Math.max(...busy),
  );
  const cellAt = (weekday: number, hour: number) => {
    const value = rows.find((row) => row.weekday === weekday && row.hour_of_day === hour)?.entries ?? null;
    return { value, text: value === null ? '' : decimal(value) };
  };
  const shown = WEEKDAYS.map((weekday) => ({
    label: weekdayText(weekday),
    cells: hours.map((hour) => cellAt(weekday, hour)),
  }));
  return html`<${HeatTable} caption=${w('whenPeopleCome')} columns=${hours.map(String)} rows=${shown} />`;
}

function Calendar({ query, period }: Props): VNode {
  const panel = usePanel<DayRow>('days', query);
  const draw = (rows: readonly DayRow[]) => {
    const known = new Map(rows.map((row) => [row.local_day, row]));
    const days = listDays(period);
    const before = (new Date(Date.parse(period.first)).getUTCDay() + 6) % 7;
    const cells = [
      ...Array.from({ length: before }, () => ({ value: 0, text: '' })),
      ...days.map((day) => dayCell(day, known.get(day))),
    ];
    const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => ({
      label: '',
      cells: cells.slice(7 * week, 7 * week + 7),
    }));
    return html`<div class="calendar"><${HeatTable} caption=${w('entriesByDay')} columns=${WEEKDAYS.map(weekdayText)} rows=${weeks} /></div>`;
  };
  return showPanel(panel, draw);
}

function dayCell(day: string, row: DayRow | undefined): { value: number | null; text: string } {
  const number = dayText(day, { day: 'numeric' });
  if (row === undefined) return { value: 0, text: number };
  if (row.coverage === 0 || row.entries === null) return { value: null, text: `${number} · ${w('notSeen')}` };
  return { value: row.entries, text: `${number} · ${whole(row.entries)}` };
}
