import { expect, test } from 'vitest';
import { RECONNECT_DEFAULTS } from '../../../src/ports/uplink.ts';
import { backOff, hashToUnit } from '../../../src/uplink/back-off.ts';
import { createRandom } from '../../support/random.ts';

test('waits are random under a ceiling that doubles up to the longest', () => {
  const waits = backOff({ firstMs: 1_000, maxMs: 300_000, offsetMs: 0, share: 0 }, () => 0.999_999);
  const taken = Array.from({ length: 12 }, () => waits.next().value);
  expect(taken.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(taken.slice(-2)).toEqual([300_000, 300_000]);
  const short = backOff({ firstMs: 1_000, maxMs: 300_000, offsetMs: 0, share: 0 }, () => 0);
  expect(Array.from({ length: 5 }, () => short.next().value)).toEqual([0, 0, 0, 0, 0]);
});

test('a refused password is tried again within two minutes', () => {
  // Waits are refusedMs to twice as long.
  expect(2 * RECONNECT_DEFAULTS.refusedMs).toBeLessThanOrEqual(120_000);
});

test('a gateway has its own share of the offset, the same every time, and neighbours are spread evenly', () => {
  expect(hashToUnit('acme/berlin-1/gw-1')).toBe(hashToUnit('acme/berlin-1/gw-1'));
  const buckets = Array<number>(10).fill(0);
  for (let index = 0; index < 10_000; index += 1) {
    const bucket = Math.floor(hashToUnit(`acme/store-${index}/gw`) * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  // Chi-square with 9 degrees of freedom: 27.9 at one in a thousand.
  const chiSquare = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(27.9);
});

/** Seconds at which each gateway knocks, the broker being away from 0 until `downS`. */
function knocks(gateways: number, downS: number, lossSpreadS = 1): number[] {
  const random = createRandom(30);
  const perSecond: number[] = [];
  for (let index = 0; index < gateways; index += 1) {
    const waits = backOff({ ...RECONNECT_DEFAULTS, share: hashToUnit(`acme/s${index}/gw`) }, random);
    let atMs = random() * lossSpreadS * 1000;
    do {
      atMs += waits.next().value;
      const second = Math.floor(atMs / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    } while (atMs < downS * 1000);
  }
  return Array.from(perSecond, (count) => count ?? 0);
}

test.each([1, 30, 120, 600, 3600])(
  'no second sees more than 2%% of 10,000 gateways after a broker was away for %d s (F30)',
  (downS) => {
    expect(Math.max(...knocks(10_000, downS)) / 10_000).toBeLessThanOrEqual(0.02);
  },
);
