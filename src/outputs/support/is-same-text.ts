import { timingSafeEqual } from 'node:crypto';

/** Compares in constant time, so that the duration does not reveal how many characters of a key are right. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
