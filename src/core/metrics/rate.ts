import { wilsonInterval } from '../statistics/proportion.ts';
import { roundShare } from '../statistics/round-share.ts';

/** A share with its 95 % interval; null when either part is unknown, or the whole is 0. */
export function getRate(part: number | null, whole: number | null) {
  if (part === null || whole === null || whole === 0) return null;
  const { low, high } = wilsonInterval(Math.min(part, whole), whole);
  return { share: roundShare(part / whole), low: roundShare(low), high: roundShare(high) };
}
