import { parseIsoTime } from './iso-time.ts';
import type { LocalDate } from './local-date.ts';
import { addDays, localDate } from './local-date.ts';
import { utcOffset } from './utc-offset.ts';

/** Local times `HH:MM`. `closes` may be after midnight, and then belongs to the next day. */
export interface OpeningHours {
  readonly opens: string;
  readonly closes: string;
}

/** Returns the seconds between two moments in which the store is open. */
export type OpenSeconds = (fromMs: number, toMs: number) => number;

type Span = readonly [fromMs: number, toMs: number];

/** Uses the same hours on each day. Undefined without opening hours in the settings: then all hours count. */
export function createOpenSeconds(
  timeZone: string,
  hours: OpeningHours | undefined,
): OpenSeconds | undefined {
  if (hours === undefined) return undefined;
  const known = new Map<LocalDate, Span>();
  const spanOf = (date: LocalDate): Span => {
    const span = known.get(date) ?? openSpan(date, timeZone, hours);
    known.set(date, span);
    return span;
  };
  return (fromMs, toMs) => {
    let openMs = 0;
    const last = localDate(toMs, timeZone);
    // Starts a day early, because the day before may close after midnight.
    for (let date = addDays(localDate(fromMs, timeZone), -1); date <= last; date = addDays(date, 1)) {
      const [opensMs, closesMs] = spanOf(date);
      openMs += Math.max(0, Math.min(toMs, closesMs) - Math.max(fromMs, opensMs));
    }
    return openMs / 1000;
  };
}

function openSpan(date: LocalDate, timeZone: string, { opens, closes }: OpeningHours): Span {
  const closingDate = closes > opens ? date : addDays(date, 1);
  return [momentOf(date, opens, timeZone), momentOf(closingDate, closes, timeZone)];
}

/** Converts a local date and time of the store to epoch ms. */
function momentOf(date: LocalDate, time: string, timeZone: string): number {
  const clockMs = parseIsoTime(`${date}T${time}:00.000Z`);
  return clockMs - utcOffset(timeZone, clockMs - utcOffset(timeZone, clockMs));
}
