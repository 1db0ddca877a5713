// Two technicians draw at once, in random sequences of edits with merges: no shape may be lost, and both versions must be
// offered where both changed one shape. A sequence that loses something throws.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawTogether } from '../../../test/support/console/two-technicians.ts';

const SEQUENCES = 1_000;
const STEPS = 8;

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-merge-'));
  let [applied, clashes] = [0, 0];
  try {
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const path = join(directory, String(seed));
      const outcome = await drawTogether(path, seed, STEPS).catch((error: unknown) => {
        throw new Error(`sequence ${seed}: ${String(error)}`);
      });
      applied += outcome.applied;
      clashes += outcome.clashes;
      rmSync(path, { recursive: true });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.log('sequences   applied   clashes offered   shapes lost');
  console.log(
    `${String(SEQUENCES).padStart(9)}${String(applied).padStart(10)}${String(clashes).padStart(18)}             0`,
  );
}
