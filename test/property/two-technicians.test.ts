import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawTogether } from '../support/console/two-technicians.ts';
import { tempDir } from '../support/temp-dir.ts';

const SEQUENCES = 10;
const STEPS = 18;

test('two technicians who draw at once lose no shape, and are asked where both changed one', async () => {
  const directory = tempDir();
  let clashes = 0;
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const outcome = await drawTogether(join(directory, String(seed)), seed, STEPS);
    clashes += outcome.clashes;
  }
  expect(clashes).toBeGreaterThan(SEQUENCES / 2);
});
