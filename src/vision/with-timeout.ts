import { setImmediate as nextTurn } from 'node:timers/promises';

/** A promise that still makes progress may take this many times the limit in total. */
const MOVING_LIMITS = 4;
const EXPIRED = new Error('expired');

/** Settles like the promise. If that takes longer than `limitMs`, rejects with the error that `late` returns. */
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
 * Like `withTimeout`, but when the limit passes and `progress` has changed, it starts again. In all it may pass four
 * times. After a blocked thread, timers run before waiting data is read from pipes. So this function lets that data be
 * read before it checks the progress.
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
