import { expect, test } from 'vitest';
import { whileMoving } from '../../../src/vision/with-timeout.ts';

const late = () => new Error('late');

/** Holds this thread, as one look of a detector does on a slow processor. */
function holdThread(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('what came while the thread was held up is not late', async () => {
  let progress = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = whileMoving(promise, 50, () => progress, late);
  await new Promise((next) => setTimeout(next, 1));
  // Both are due when the thread is free again; the limit is first.
  setTimeout(() => setImmediate(() => resolve('a picture')), 60);
  progress += 1;
  holdThread(100);
  await expect(waiting).resolves.toBe('a picture');
});

test('what moves slowly is waited for, for four limits', async () => {
  let progress = 0;
  const moving = setInterval(() => (progress += 1), 20);
  const slow = new Promise((resolve) => setTimeout(resolve, 250, 'whole'));
  await expect(whileMoving(slow, 100, () => progress, late)).resolves.toBe('whole');
  await expect(whileMoving(new Promise(() => undefined), 50, () => progress, late)).rejects.toThrow('late');
  clearInterval(moving);
});

test('what does not move is late after one limit, and a failure passes through', async () => {
  const startedMs = performance.now();
  await expect(whileMoving(new Promise(() => undefined), 50, () => 0, late)).rejects.toThrow('late');
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(49);
  await expect(whileMoving(Promise.reject(new Error('torn')), 50, () => 0, late)).rejects.toThrow('torn');
});
