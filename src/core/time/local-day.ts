const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Returns the end of the store's local day that contains a time. The day has 23 or 25 hours when the clocks change. */
export function localDayEnd(timeZone: string): (ms: number) => number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const sinceMidnightMs = (ms: number): number => {
    const parts = clock.formatToParts(ms);
    const read = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value ?? 0);
    return read('hour') * HOUR_MS + read('minute') * MINUTE_MS + (ms % MINUTE_MS);
  };
  return (ms) => {
    const near = ms - sinceMidnightMs(ms) + 24 * HOUR_MS;
    // A change of the clocks puts `near` an hour past midnight or before it.
    const past = sinceMidnightMs(near);
    return past < 12 * HOUR_MS ? near - past : near + 24 * HOUR_MS - past;
  };
}
