import type { VNode } from 'preact';
import type { Bar } from '../charts/bar-chart.ts';
import { BarChart } from '../charts/bar-chart.ts';
import { html } from '../kit/html.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { dayText, percent, w, whole } from './model/numbers.ts';
import type { Period } from './model/period.ts';
import type { DayRow, HourRow } from './model/rows.ts';
import { showPanel, usePanel } from './model/use-panel.ts';
import { periodText } from './period-bar.ts';
import { gone } from './store-table.ts';

interface Props {
  readonly query: PanelQuery;
  readonly period: Period;
  readonly name: string;
}

/** Shows entries: for a day by hours, for a longer range by days. */
export function EntriesChart(props: Props): VNode {
  return props.period.span === 'day' ? html`<${Hours} ...${props} />` : html`<${Days} ...${props} />`;
}

function Hours({ query, period, name }: Props): VNode {
  const panel = usePanel<HourRow>('hours', query);
  const bars = (rows: readonly HourRow[]) => openHours(rows).map(hourBar);
  return section(
    { title: w('entriesByHour'), period, name },
    showPanel(panel, (rows) =>
      withTable(bars(rows), panel.isOld, `${w('entriesByHour')}, ${name}, ${periodText(period)}`),
    ),
  );
}

function Days({ query, period, name }: Props): VNode {
  const panel = usePanel<DayRow>('days', query);
  const bars = (rows: readonly DayRow[]) => rows.map((row) => dayBar(row, period));
  return section(
    { title: w('entriesByDay'), period, name },
    showPanel(panel, (rows) =>
      withTable(bars(rows), panel.isOld, `${w('entriesByDay')}, ${name}, ${periodText(period)}`),
    ),
  );
}

function section({ title }: { title: string; period: Period; name: string }, body: VNode): VNode {
  return html`<section class="wide-part"><div class="row spread"><h2>${title}</h2><span class="key"><span><i class="bar"></i>${w('counted')}</span><span><i class="dash"></i>${w('usualMean')}</span><span><i class="hatching"></i>${w('notSeen')}</span></span></div>${body}</section>`;
}

function withTable(bars: readonly Bar[], isOld: boolean, sentence: string): VNode {
  const isExpected = bars.some(({ expected }) => expected !== undefined);
  return html`${isExpected && html`<p class="key"><span><i class="band-mark"></i>${w('expectedBand')}</span></p>`}<${BarChart} bars=${bars} sentence=${sentence} notSeen=${w('notSeen')} isOld=${isOld} />
    <details><summary>${w('asTable')}</summary><table><thead><tr><td></td><th class="number">${w('entries')}</th><th class="number">${w('trueNumber')}</th><th class="number">${w('usualMean')}</th><th class="number">${w('coverage')}</th></tr></thead><tbody>${bars.map(tableRow)}</tbody></table></details>`;
}

function tableRow({ label, value, low, high, usual, coverage }: Bar): VNode {
  return html`<tr><th scope="row">${label}</th><td class="number">${coverage === 0 ? gone(w('notSeen')) : whole(value)}</td><td class="number">${low !== undefined && high !== undefined && w('to', { low: whole(low), high: whole(high) })}</td><td class="number">${whole(usual)}</td><td class="number">${percent(coverage, 0)}</td></tr>`;
}

/** Leaves out the hours before the first and after the last person, both today and on a usual day. */
function openHours(rows: readonly HourRow[]): readonly HourRow[] {
  const busy = rows.filter(
    ({ entries, usual, coverage }) => (entries ?? 0) > 0 || (usual ?? 0) >= 0.5 || (coverage ?? 0) < 0.95,
  );
  const hours = busy.map(({ hour_of_day: hour }) => hour);
  return rows.filter(({ hour_of_day: hour }) => hour >= Math.min(...hours) && hour <= Math.max(...hours));
}

function hourBar({ hour_of_day: hour, entries, half, usual, coverage, ...row }: HourRow): Bar {
  const { expected_low: low, expected_high: high } = row;
  return {
    ...(low === null || high === null ? {} : { expected: [low, high] as const }),
    label: `${String(hour).padStart(2, '0')}:00`,
    ...ends(entries, half),
    value: entries,
    usual,
    coverage: coverage ?? 0,
    isOver: true,
  };
}

function dayBar(
  { local_day, entries, half, usual, coverage, is_over: isOver }: DayRow,
  { span }: Period,
): Bar {
  const label = dayText(
    local_day,
    span === 'week' ? { weekday: 'short', day: 'numeric' } : { day: 'numeric' },
  );
  return { label, ...ends(entries, half), value: entries, usual, coverage, isOver };
}

function ends(entries: number | null, half: number | null): { low?: number; high?: number } {
  return entries === null || half === null ? {} : { low: Math.max(0, entries - half), high: entries + half };
}
