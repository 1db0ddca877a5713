/**
 * Formats by time zone, kept because creating one takes as long as using it a thousand times. A store has one time
 * zone.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds by which a time zone's clocks are ahead of UTC at a moment. */
export function utcOffset(timezone: string, atMs: number): number {
  const parts = formatOf(timezone).formatToParts(atMs);
  const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes)) * 60_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  return format;
}
