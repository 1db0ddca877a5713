/**
 * `scripts/bench presence-random`: zones by twenty random sets of six and of four receivers, as a technician's walls and
 * sockets allow. Every set is learned anew for every walk, so the results of each set stay in .cache with their commit:
 * `PRESENCE_COUNTS=6 PRESENCE_SETS=1-5` plays these sets alone and judges them with those kept.
 */
import { existsSync } from 'node:fs';
import { Random } from '../../../test/support/seeded-random.ts';
import { RECORDINGS, readReceivers, readTracks } from '../beacons/ble-recordings.ts';
import type { KeptDay } from '../day-folder.ts';
import { DayFolder, findCommit } from '../day-folder.ts';
import type { Setting } from './presence-walks.ts';
import { accuracy, ours } from './presence-walks.ts';

const SETS = 20;
const [FIRST = 1, LAST = FIRST] = (process.env['PRESENCE_SETS'] ?? `1-${SETS}`).split('-').map(Number);
const LEARNS = (process.env['PRESENCE_LEARNS'] ?? 'traffic,walks').split(',') as ('traffic' | 'walks')[];
/** Medians of 6 and of 12 zones. */
const BARS: Readonly<Record<number, Readonly<Record<'traffic' | 'walks', readonly [number, number]>>>> = {
  6: { traffic: [0.86, 0.7], walks: [0.9, 0.76] },
};
const COUNTS = (process.env['PRESENCE_COUNTS'] ?? '6,4').split(',').map(Number);

function choose(random: Random, of: number, count: number): number[] {
  const left = Array.from({ length: of }, (_, r) => r);
  const chosen = Array.from({ length: count }, () => {
    const [taken = 0] = left.splice(Math.floor(random.next() * left.length), 1);
    return taken;
  });
  return chosen.sort((a, b) => a - b);
}

/** Named by its number of receivers and how it learned; the seed is the set's number. */
interface KeptSet extends KeptDay {
  readonly use: readonly number[];
  readonly six: number;
  readonly twelve: number;
}

const folder = new DayFolder<KeptSet>('presence-random');

function playSets(learn: Setting['learn'], sets: readonly Omit<Setting, 'learn'>[]): void {
  for (const [i, set] of sets.entries()) {
    if (i + 1 < FIRST || i + 1 > LAST) continue;
    const estimator = ours({ ...set, learn });
    folder.keep({
      ...{ store: `${set.use.length}-${learn}`, seed: i + 1, commit: findCommit(), use: set.use },
      six: accuracy(estimator, set.tracks, '6'),
      twelve: accuracy(estimator, set.tracks, '12'),
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

function reportSets(count: number, learn: 'traffic' | 'walks'): void {
  const sets = folder.read().filter(({ store }) => store === `${count}-${learn}`);
  const range = (key: 'six' | 'twelve') => {
    const values = sets.map((set) => set[key]);
    return `${median(values).toFixed(3)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
  };
  const bar = BARS[count]?.[learn];
  console.log(
    `${count} receivers, ${sets.length} of ${SETS} sets, ${learn}: 6 zones ${range('six')}, 12 zones ${range('twelve')}` +
      `${bar === undefined ? '' : `; bars ${bar.join(' and ')}`}; commits ${[...new Set(sets.map(({ commit }) => commit))].join(', ')}`,
  );
  const isMissed = (key: 'six' | 'twelve', least: number) => median(sets.map((set) => set[key])) < least;
  if (bar !== undefined && (isMissed('six', bar[0]) || isMissed('twelve', bar[1]))) process.exitCode = 1;
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
    for (const learn of LEARNS) {
      playSets(learn, sets);
      reportSets(count, learn);
    }
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
