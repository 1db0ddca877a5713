import { expect, test } from 'vitest';
import { killTwice } from '../support/chaos/kill-twice.ts';

// 2,000 times: scripts/bench kill-twice.
test('gateways with totals counters, killed, killed again and stopped within seconds, lose no person', async () => {
  const { restored, faults } = await killTwice({ gateways: 6, rounds: 1, seed: 14, compareEvery: 1 });
  expect(faults).toEqual([]);
  expect(restored).toBeGreaterThan(0);
});
