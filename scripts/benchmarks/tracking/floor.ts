/**
 * Several cameras over one floor plan: `node scripts/benchmarks/tracking/floor.ts [MINUTES] [SEEDS]`. In the shipped
 * supermarket, eight of them see into one another's aisles, over shelves that hide people's feet. A person who is
 * counted twice shows as extra person-seconds and crossings.
 */
import { watchFloor } from '../../../test/support/stores/floor-store.ts';

export async function run(minutes = 30, seeds = 2): Promise<void> {
  for (let seed = 1; seed <= seeds; seed++) {
    console.log(
      `\nsupermarket on one plan, seed ${seed}, ${minutes} minutes        truth      told     error`,
    );
    for (const { what, truth, told } of await watchFloor('supermarket', minutes, seed)) {
      const error = `${(100 * (told / truth - 1)).toFixed(1)} %`;
      console.log(
        `  ${what.padEnd(44)}${truth.toFixed(0).padStart(8)}${told.toFixed(0).padStart(10)}${error.padStart(10)}`,
      );
    }
  }
}

if (import.meta.main) {
  const [minutes = '30', seeds = '2'] = process.argv.slice(2);
  await run(Number(minutes), Number(seeds));
}
