import type { Against, ViewKind } from '../../core/insights/insights-view.ts';
import type { LocalDate } from '../../core/time/local-date.ts';
import { addDays, weekday } from '../../core/time/local-date.ts';

const WEEK = 7;
const USUAL_WEEKS = 4;
/** A month is compared with this many weeks before it. */
const WEEKS_BEFORE_MONTH = 8;

export function daysOfView(kind: ViewKind, date: LocalDate): readonly LocalDate[] {
  if (kind === 'day') return [date];
  if (kind === 'week') return span(addDays(date, -weekday(date)), WEEK);
  const first = `${date.slice(0, 8)}01`;
  return span(first, 31).filter((day) => day.slice(0, 7) === date.slice(0, 7));
}

/** The days with which a view is compared, as spans of the view's own length. */
export function daysBefore(
  kind: ViewKind,
  against: Against,
  days: readonly LocalDate[],
): readonly (readonly LocalDate[])[] {
  const first = days[0] ?? '';
  if (kind === 'month') {
    if (against === 'before') return [daysOfView('month', addDays(first, -1))];
    return [span(addDays(first, -WEEK * WEEKS_BEFORE_MONTH), WEEK * WEEKS_BEFORE_MONTH)];
  }
  const weeks = against === 'before' ? 1 : USUAL_WEEKS;
  return Array.from({ length: weeks }, (_week, i) => days.map((day) => addDays(day, -WEEK * (i + 1))));
}

function span(first: LocalDate, length: number): LocalDate[] {
  return Array.from({ length }, (_day, i) => addDays(first, i));
}
