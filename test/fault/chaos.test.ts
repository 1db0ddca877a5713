import { expect, test } from 'vitest';
import { chaos } from '../support/chaos/chaos.ts';

// Many times as many rounds: scripts/bench chaos.
test('gateway killed, WAL torn, broker and receiver gone in between: the cloud has every minute once (F1, F2, F24, F34)', {
  timeout: 180_000,
}, async () => {
  const result = await chaos({ gateways: 4, rounds: 4, seed: 24 });
  expect(result).toMatchObject({ lost: 0, twice: 0, wrong: 0, holes: 0 });
  expect(result.tornWals).toBeGreaterThan(0);
  expect(result.receiverDeaths).toBeGreaterThan(0);
});
