import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../src/core/statistics/seeded-random.ts';
import { SmoothLogs } from '../../../../src/core/statistics/smooth-logs.ts';

const SIZE = 20;
const EVEN = new Array<number>(SIZE).fill(1 / SIZE);
const RANGE = { from: 0, to: SIZE, step: 0.3 };
/** A log-normal law, by classes. */
const BELL = normed(EVEN.map((_, k) => Math.exp(-((k - 9) ** 2) / 12)));

function normed(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

/** What `visits` visits tell of the shares. */
function seen(visits: number, shares: readonly number[], random: () => number) {
  const counts = new Array<number>(SIZE).fill(0);
  const ends = shares.map((_, k) =>
    shares.slice(0, k + 1).reduce((sum, share) => sum + share, k === SIZE - 1 ? 1 : 0),
  );
  for (let visit = 0; visit < visits; visit++) {
    const drawn = random();
    const found = ends.findIndex((end) => drawn < end);
    counts[found] = (counts[found] ?? 0) + 1;
  }
  const information = new Float64Array(SIZE * SIZE);
  for (let k = 0; k < SIZE; k++) information[k * (SIZE + 1)] = visits / Math.max(1 / SIZE / 5, BELL[k] ?? 0);
  const evidence = Float64Array.from(counts, (count, k) => count / Math.max(1 / SIZE / 5, BELL[k] ?? 0));
  return { counts, data: { information, evidence } };
}

function fitted(data: ReturnType<typeof seen>['data'], range = RANGE) {
  const logs = new SmoothLogs(EVEN, range);
  for (let round = 0; round < 8; round++) {
    logs.fit(data);
    logs.learnStiffness(data);
  }
  return logs;
}

const squares = (values: ArrayLike<number>, truth: readonly number[]) =>
  truth.reduce((sum, share, k) => sum + ((values[k] ?? 0) - share) ** 2, 0);

describe('smooth logarithms', () => {
  test('are nearer to a smooth truth than the counts are', () => {
    const random = createRandom(3);
    let [smooth, raw] = [0, 0];
    for (let turn = 0; turn < 10; turn++) {
      const { counts, data } = seen(150, BELL, random);
      smooth += squares(fitted(data).values, BELL);
      raw += squares(
        counts.map((count) => count / 150),
        BELL,
      );
    }
    expect(smooth).toBeLessThan(raw / 2);
  });

  test('follow a truth with two tops once there are data enough, as they learn how soft to be', () => {
    const tops = normed(EVEN.map((_, k) => Math.exp(-((k - 4) ** 2) / 3) + Math.exp(-((k - 14) ** 2) / 3)));
    const logs = fitted(seen(20_000, tops, createRandom(5)).data);
    expect(squares(logs.values, tops)).toBeLessThan(0.001);
    const stiff = fitted(seen(20_000, BELL, createRandom(5)).data);
    expect(stiff.stiffness).toBeGreaterThan(3 * logs.stiffness);
  });

  test('let a value outside the range be as high as the data say', () => {
    const peak = normed([0.3, ...BELL.slice(1)]);
    const { data } = seen(5_000, peak, createRandom(9));
    const free = fitted(data, { ...RANGE, from: 1 });
    expect(Math.abs((free.values[0] ?? 0) - (peak[0] ?? 0))).toBeLessThan(0.02);
  });

  test('know a sum the better, the more data there are', () => {
    const varianceOf = (visits: number) => {
      const { data } = seen(visits, BELL, createRandom(2));
      return fitted(data).varianceOfFirst(9, data);
    };
    const ratio = varianceOf(200) / varianceOf(3_200);
    expect(ratio).toBeGreaterThan(5);
    expect(ratio).toBeLessThan(40);
  });
});
