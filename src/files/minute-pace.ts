const MINUTE_MS = 60_000;
/** Addresses that are counted at once: on IPv6 one machine has any number of them. */
const MOST_ADDRESSES = 10_000;

/**
 * Whether an address has come more often than allowed in this minute, this time included. Earlier minutes are forgotten as a
 * whole.
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
