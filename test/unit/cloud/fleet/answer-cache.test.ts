import { expect, it } from 'vitest';
import { AnswerCache } from '../../../../src/cloud/fleet/answer-cache.ts';

function counting() {
  const clock = { nowMs: 0 };
  const cache = new AnswerCache<number>(() => clock.nowMs);
  let asked = 0;
  const ask = () => {
    asked += 1;
    return Promise.resolve(asked);
  };
  return { clock, cache, ask, count: () => asked };
}

it('asks the same question once at a time and once in 30 s', async () => {
  const { clock, cache, ask, count } = counting();
  await Promise.all([cache.get('a', ask), cache.get('a', ask), cache.get('b', ask)]);
  expect(count()).toBe(2);
  clock.nowMs = 29_999;
  expect(await cache.get('a', ask)).toBe(1);
  clock.nowMs = 30_000;
  expect(await cache.get('a', ask)).toBe(3);
});

it('asks again after an error', async () => {
  const { cache, ask } = counting();
  await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await cache.get('a', ask)).toBe(1);
});

it('keeps 500 answers at most', async () => {
  const { cache, ask, count } = counting();
  for (let n = 0; n < 501; n += 1) await cache.get(`q${n}`, ask);
  await cache.get('q500', ask);
  expect(count()).toBe(501);
  await cache.get('q0', ask);
  expect(count()).toBe(502);
});
