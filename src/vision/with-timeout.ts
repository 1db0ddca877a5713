import { setImmediate as nextTurn } from 'node:timers/promises';

/** What moves slowly is given so many limits. */
const MOVING_LIMITS = 4;
const EXPIRED = new Error('expired');

/** Settles as the promise does, or throws what `late` makes when that takes longer. */
export async function withTimeout<T>(promise: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), limitMs);
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * As `withTimeout`, but the limit begins anew while `progress` changes. A thread that was held up first takes what has
 * come meanwhile: its timers are due before its pipes are read.
 */
export async function whileMoving<T>(
  promise: Promise<T>,
  limitMs: number,
  progress: () => number,
  late: () => Error,
): Promise<T> {
  for (let limits = 0; limits < MOVING_LIMITS; limits++) {
    const before = progress();
    try {
      return await withTimeout(promise, limitMs, () => EXPIRED);
    } catch (error) {
      if (error !== EXPIRED) throw error;
    }
    await nextTurn();
    if (progress() === before) break;
  }
  throw late();
}
