/** The midnight before a moment, by the clock of an IANA time zone. ECMA-402; on a day of 23 or 25 hours, the clock's own. */
export function dayStart(nowMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const parts = format.formatToParts(nowMs).map(({ type, value }) => [type, Number(value)]);
  const { hour = 0, minute = 0, second = 0 } = Object.fromEntries(parts);
  return Math.floor(nowMs / 1000) * 1000 - (hour * 3600 + minute * 60 + second) * 1000;
}
