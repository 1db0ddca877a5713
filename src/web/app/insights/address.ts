import type { Against, ViewKind } from '../../../core/insights/insights-view.ts';
import { addDays, localDate } from '../../../core/time/local-date.ts';

/** The state of the page as in its address: `#insights/week/2026-11-22/usual/entries`. */
export interface Place {
  readonly kind: ViewKind;
  /** Any day within the view. */
  readonly date: string;
  readonly against: Against;
  /** The metric whose definition is open. Empty: none. */
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

/** Returns the same kind of view, `by` periods later. */
export function shifted(place: Place, by: 1 | -1): Place {
  if (place.kind !== 'month')
    return { ...place, date: addDays(place.date, by * (place.kind === 'day' ? 1 : 7)) };
  const middle = `${place.date.slice(0, 8)}15`;
  return { ...place, date: `${addDays(middle, by * 31).slice(0, 8)}01` };
}

export function today(nowMs: number, timeZone: string): string {
  return localDate(nowMs, timeZone);
}
