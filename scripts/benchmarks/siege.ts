// 10,000 idle and slow connections and 1,000 pairing codes from 50 addresses of the LAN, while a counter counts, a till posts and
// a technician pairs a phone (Chromium) and works.
import { canPlaySiege, playSiege, siegeFaults } from '../../test/support/process/play-siege.ts';

const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 10_000);
const TRIES = Number(process.env['TRIES'] ?? 1_000);

export async function run(): Promise<void> {
  if (!canPlaySiege()) throw new Error('no network of its own can be made here: unshare -rn');
  const siege = await playSiege(CONNECTIONS, TRIES);
  const { people, sales, technicianMs, mostDescriptors } = siege;
  const faults = siegeFaults(siege);
  console.log(`${siege.connections} connections and ${siege.tries} codes from 50 addresses`);
  console.log(`  ${people.counted} of ${people.passed} people counted`);
  console.log(
    `  ${sales.accepted} of ${sales.posted} sales accepted, the slowest after ${sales.slowestMs} ms`,
  );
  console.log(
    `  technician: paired after ${technicianMs[0]} ms, pages after ${technicianMs.slice(1).join(', ')} ms`,
  );
  console.log(`  ${mostDescriptors} descriptors in use at most; ${faults.length} faults (limit 0)`);
  for (const fault of faults) console.log(`    ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.main) await run();
