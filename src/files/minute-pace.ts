const MINUTE_MS = 60_000;
/** Most addresses counted. On IPv6 one machine can use any number of them. */
const MOST_ADDRESSES = 10_000;

/**
 * Returns whether an address has exceeded the limit in this minute, the present call included. At a new minute all
 * counts start again.
 */
export function createMinutePace(perMinute: number, nowMs: () => number): (address: string) => boolean {
  let minute = -1;
  const counts = new Map<string, number>();
  return (address) => {
    const now = Math.floor(nowMs() / MINUTE_MS);
    if (now !== minute || counts.size >= MOST_ADDRESSES) counts.clear();
    minute = now;
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count > perMinute;
  };
}
