/**
 * Whole days of six stores against what people did: queues, groups, visits and bounce, and how often the intervals hold.
 * `node scripts/benchmarks/sim/sim-stores.ts [STORE…] [--kept] [--seeds 1,2,3]`
 * `node scripts/benchmarks/sim/sim-stores.ts [STORE…] --openings 60 [--first-seed 301] [--hurry]`
 * It takes hours, so each day's result is kept in .cache/sim-days. Days that are there are not simulated again: delete
 * those that a change of the counts made old. All days that are there are judged; with `--kept`, only those. With
 * `--openings`, plays so many openings of a few hours of each store instead: they are judged by intervals alone. With
 * `--hurry`, their customers sooner give up a line: on usual days too few do to judge more than small counts of them.
 */
import { parseArgs } from 'node:util';
import { readScenario } from '../../../src/app/sim/open-scenario.ts';
import type { ScenarioResult } from '../../../src/app/sim/run-scenario.ts';
import { withoutRadio } from '../without-radio.ts';
import { judgeDay } from './judge-day.ts';
import { DAYS, keepDay, OPENED, readCompared } from './kept-days.ts';
import { aroundOpening, listOpenings, withHurry, withOpening } from './openings.ts';
import type { Hours } from './play-day.ts';
import { playDay } from './play-day.ts';
import type { BenchStore } from './sim-layouts.ts';
import { benchStores } from './sim-layouts.ts';
import { judgeIntervals } from './two-sided.ts';

interface Opening {
  readonly hours: Hours;
  readonly isHurried: boolean;
}

/** Openings have seeds of their own, above those of whole days. */
const FIRST_OPENING = '101';

export async function run(stores: readonly string[] = [], seeds: readonly number[] = [1, 2, 3]) {
  for (const [name, store] of Object.entries(benchStores())) {
    if (stores.length > 0 && !stores.includes(name)) continue;
    for (const seed of seeds) {
      if (!DAYS.has(name, seed)) keepDay(DAYS, { store: name, seed }, await simulate(store, seed));
    }
  }
  judgeKept();
}

/** Stores take turns, so that a run that is stopped has played all of them. */
async function runOpenings(
  stores: readonly string[],
  { count, firstSeed, isHurried }: Readonly<{ count: number; firstSeed: number; isHurried: boolean }>,
): Promise<void> {
  const played = Object.entries(benchStores()).flatMap(([name, store]) =>
    stores.length > 0 && !stores.includes(name)
      ? []
      : listOpenings(name, count, firstSeed).map((opening) => ({
          name,
          store,
          ...opening,
        })),
  );
  for (const { name, store, seed, hours } of played.sort((a, b) => a.seed - b.seed)) {
    const kept = { store: isHurried ? `${name}-hurry` : name, seed };
    if (!OPENED.has(kept.store, seed))
      keepDay(OPENED, kept, await simulate(store, seed, { hours, isHurried }));
  }
  judgeKept();
}

function judgeKept(): void {
  const days = readCompared(DAYS);
  const openings = readCompared(OPENED);
  if (days.length === 0) console.log('no day to judge');
  const good = days.map(judgeDay);
  console.log(`\n${days.length} days, ${openings.length} openings`);
  const isCalibrated = judgeIntervals([...days, ...openings].flatMap(({ comparisons }) => comparisons));
  if (!isCalibrated || good.length === 0 || good.includes(false)) process.exitCode = 1;
}

function simulate(store: BenchStore, seed: number, opening?: Opening): Promise<ScenarioResult> {
  const whole = readScenario(store.scenario);
  const patient = opening === undefined ? whole : withOpening(whole, opening.hours);
  const trees = opening?.isHurried === true ? withHurry(patient) : patient;
  const hours = opening === undefined ? store.hours : aroundOpening(opening.hours);
  return playDay(store.isWithoutRadio === true ? withoutRadio(trees) : trees, hours, seed);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: {
      seeds: { type: 'string' },
      openings: { type: 'string' },
      'first-seed': { type: 'string', default: FIRST_OPENING },
      hurry: { type: 'boolean', default: false },
      kept: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.hurry && values.openings === undefined)
    throw new Error('--hurry changes openings: add --openings 60');
  if (values.kept === true) judgeKept();
  else if (values.openings !== undefined)
    await runOpenings(positionals, {
      count: Number(values.openings),
      firstSeed: Number(values['first-seed']),
      isHurried: values.hurry,
    });
  else await run(positionals, values.seeds?.split(',').map(Number));
}
