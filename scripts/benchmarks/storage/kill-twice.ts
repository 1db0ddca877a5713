// Whole gateways with totals counters, killed, killed again and stopped within seconds, 2,000 times: each person that a counter
// counted is in the windows and in the rows for the cloud once. In parts: ROUNDS=10 SEED=2 scripts/bench kill-twice.
import { killTwice } from '../../../test/support/chaos/kill-twice.ts';

const GATEWAYS = Number(process.env['GATEWAYS'] ?? 40);
const ROUNDS = Number(process.env['ROUNDS'] ?? 50);
/** A number that is wrong is looked for among so few rounds. */
const COMPARE_EVERY = 5;

export async function run(): Promise<void> {
  const { people, restored, waiting, faults } = await killTwice({
    ...{ gateways: GATEWAYS, rounds: ROUNDS, compareEvery: COMPARE_EVERY },
    seed: Number(process.env['SEED'] ?? 1),
    progress: (rounds, found) =>
      console.log(
        `  ${rounds} of ${ROUNDS} rounds, ${found.length} numbers wrong${found.map((one) => `\n    ${one}`).join('')}`,
      ),
  });
  console.log(
    `${GATEWAYS * ROUNDS} times killed, killed again and stopped: ${people} people counted, both ways`,
  );
  console.log(`  ${restored} of them passed while nothing ran and were made up for`);
  console.log(`  ${waiting} waited in a checkpoint at a comparison: their windows were open at the stop`);
  console.log(`  ${faults.length} sums that are not the counter's (limit 0)`);
  if (faults.length > 0 || restored === 0) process.exitCode = 1;
}

if (import.meta.main) await run();
