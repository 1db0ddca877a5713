/** Making one costs more than a thousand times asking it. A store has one time zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Offset of a time zone's clocks ahead of UTC at that moment, in milliseconds. */
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
