/**
 * `scripts/bench presence-random`: zones by twenty random sets of six and of four receivers, as a technician's walls and
 * sockets allow. Slow: every set is learned anew for every walk.
 */
import { existsSync } from 'node:fs';
import { Random } from '../../../test/support/seeded-random.ts';
import { RECORDINGS, readReceivers, readTracks } from '../beacons/ble-recordings.ts';
import type { Setting } from './presence-walks.ts';
import { accuracy, ours } from './presence-walks.ts';

const SETS = Number(process.env['PRESENCE_SETS'] ?? 20);
const COUNTS = (process.env['PRESENCE_COUNTS'] ?? '6,4').split(',').map(Number);

function choose(random: Random, of: number, count: number): number[] {
  const left = Array.from({ length: of }, (_, r) => r);
  const chosen = Array.from({ length: count }, () => {
    const [taken = 0] = left.splice(Math.floor(random.next() * left.length), 1);
    return taken;
  });
  return chosen.sort((a, b) => a - b);
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2).toFixed(3);
}

function reportSets(learn: Setting['learn'], sets: readonly Omit<Setting, 'learn'>[]): void {
  const scores = sets.map((set) => {
    const estimator = ours({ ...set, learn });
    return [accuracy(estimator, set.tracks, '6'), accuracy(estimator, set.tracks, '12')] as const;
  });
  const range = (zones: 0 | 1) => {
    const values = scores.map((both) => both[zones]);
    return `${median(values)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
  };
  const what = `${sets[0]?.use.length} of ${sets[0]?.receivers.length} receivers, ${sets.length} sets, ${learn}`;
  console.log(`${what}: 6 zones ${range(0)}, 12 zones ${range(1)}`);
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence random: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  for (const count of COUNTS) {
    const random = new Random(count);
    const sets = Array.from({ length: SETS }, () => ({
      ...{ receivers, tracks, use: choose(random, receivers.length, count) },
    }));
    for (const learn of ['traffic', 'walks'] as const) reportSets(learn, sets);
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
