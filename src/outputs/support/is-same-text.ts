import { timingSafeEqual } from 'node:crypto';

/** Takes as long for a wrong key as for the right one. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
