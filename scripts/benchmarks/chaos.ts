// The whole path from storage to the ingest's table under power cuts: rows in PostgreSQL beside the store's true
// counts.
import { chaos } from '../../test/support/chaos/chaos.ts';

/** So many gateways live and die at once: 1,000 lives in all. */
const GATEWAYS = 10;
const ROUNDS = Number(process.env['ROUNDS'] ?? 100);

export async function run(): Promise<void> {
  const beganMs = performance.now();
  const progress = (round: number): void => {
    if (round % 10 === 0)
      console.log(`  ${round} of ${ROUNDS} rounds, ${Math.round((performance.now() - beganMs) / 1000)} s`);
  };
  const result = await chaos({
    gateways: GATEWAYS,
    rounds: ROUNDS,
    seed: Number(process.env['SEED'] ?? 1),
    progress,
  });
  const { minutes, lost, twice, wrong, holes, tornWals, brokerRestarts, receiverDeaths } = result;
  console.log(
    `${GATEWAYS * ROUNDS} lives of ${GATEWAYS} gateways, each ended by kill -9, ${tornWals} with a torn or garbled WAL after it,`,
  );
  console.log(
    `${brokerRestarts} broker restarts that lose its memory, ${receiverDeaths} receivers killed after the insert`,
  );
  console.log(`  ${minutes} minutes counted: ${lost} lost, ${twice} twice, ${wrong} wrong (limit 0 each)`);
  console.log(`  ${holes} sequence numbers that nobody accounts for (limit 0)`);
  if (lost + twice + wrong + holes > 0) process.exitCode = 1;
}

if (import.meta.main) await run();
