import type { Against, ViewKind } from '../../../core/insights/insights-view.ts';
import { addDays, localDate } from '../../../core/time/local-date.ts';

/** What the page shows, as its address says it: `#insights/week/2026-11-22/usual/entries`. */
export interface Place {
  readonly kind: ViewKind;
  /** A day, `YYYY-MM-DD`. The page shows the day, week or month that contains it. */
  readonly date: string;
  readonly against: Against;
  /** Metric whose definition is open. Empty when none is open. */
  readonly open: string;
}

const DATE = /^\d{4}-\d\d-\d\d$/;

export function readPlace(route: readonly string[], today: string): Place {
  const [kind, date = '', against, open = ''] = route;
  return {
    kind: kind === 'week' || kind === 'month' ? kind : 'day',
    date: DATE.test(date) && !Number.isNaN(Date.parse(date)) ? date : today,
    against: against === 'before' ? 'before' : 'usual',
    open,
  };
}

export function getAddress({ kind, date, against, open }: Place): string {
  return `#insights/${kind}/${date}/${against}${open === '' ? '' : `/${encodeURIComponent(open)}`}`;
}

/** Returns the same kind of view, one period later (1) or earlier (−1). */
export function shifted(place: Place, by: 1 | -1): Place {
  if (place.kind !== 'month')
    return { ...place, date: addDays(place.date, by * (place.kind === 'day' ? 1 : 7)) };
  const middle = `${place.date.slice(0, 8)}15`;
  return { ...place, date: `${addDays(middle, by * 31).slice(0, 8)}01` };
}

export function today(nowMs: number, timeZone: string): string {
  return localDate(nowMs, timeZone);
}
