import { setImmediate as nextTurn } from 'node:timers/promises';

/** Most limits for a promise whose progress continues. */
const MOVING_LIMITS = 4;
const EXPIRED = new Error('expired');

/** Settles like the promise. Rejects with the result of `late` when that takes longer than `limitMs`. */
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
 * Like `withTimeout`, but the limit starts again while `progress` changes. A blocked thread first reads waiting data,
 * because its timers run before its pipes are read.
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
