const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * A daily time span in minutes since local midnight. `days` are days of the week, 0 is Sunday. A `to` before `from`
 * belongs to the next day.
 */
export interface DayHours {
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Returns a function that tells whether an epoch time lies within one of the spans, in the store's local time. */
export function createHoursCheck(timeZone: string): (ms: number, spans: readonly DayHours[]) => boolean {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  return (ms, spans) => {
    const parts = clock.formatToParts(ms);
    const read = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    const day = WEEKDAYS.indexOf(read('weekday'));
    const minute = Number(read('hour')) * 60 + Number(read('minute'));
    return spans.some((span) => isWithin(span, day, minute));
  };
}

function isWithin({ days, fromMinute, toMinute }: DayHours, day: number, minute: number): boolean {
  if (fromMinute < toMinute) return days.includes(day) && minute >= fromMinute && minute < toMinute;
  const dayBefore = (day + 6) % 7;
  return (days.includes(day) && minute >= fromMinute) || (days.includes(dayBefore) && minute < toMinute);
}
