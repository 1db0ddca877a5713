import type { Against, ViewKind } from '../../core/insights/insights-view.ts';
import type { LocalDate } from '../../core/time/local-date.ts';
import { addDays, weekday } from '../../core/time/local-date.ts';

const WEEK = 7;
const USUAL_WEEKS = 4;
/** A month is compared with the usual values of this many weeks before it. */
const WEEKS_BEFORE_MONTH = 8;

export function daysOfView(kind: ViewKind, date: LocalDate): readonly LocalDate[] {
  if (kind === 'day') return [date];
  if (kind === 'week') return span(addDays(date, -weekday(date)), WEEK);
  const first = `${date.slice(0, 8)}01`;
  return span(first, 31).filter((day) => day.slice(0, 7) === date.slice(0, 7));
}

/**
 * Returns the days with which a view is compared, in groups. A day or week has one group per earlier week (1 or 4). A
 * month has a single group: the month before, or the 8 weeks before.
 */
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
