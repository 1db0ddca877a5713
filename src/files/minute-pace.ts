const MINUTE_MS = 60_000;
/**
 * Largest number of addresses counted at the same time. One more clears all counts: memory stays limited, although one
 * IPv6 machine can use any number of addresses.
 */
const MOST_ADDRESSES = 10_000;

/**
 * Returns a function that counts a call from an address. It returns true when the calls of this minute, including this
 * call, exceed `perMinute`. All counts restart each minute.
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
