/**
 * Doors as real installations have them: counters that restart and wrap, restarted gateways, sensors that are or go bad,
 * simulated days. `node scripts/benchmarks/doors-field.ts [counters] [restarts [--seeds 100,101] [--restarts 50]] [weeks]
 * [stores [STORE…] [--seeds 1,2] [--chosen] [--without-heads]]`.
 * Exits non-zero when a bar is missed.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { RestartedRun } from '../../test/support/process/restarted-gateway.ts';
import { playRestarts, restartFaults, sumOf } from '../../test/support/process/restarted-gateway.ts';
import { Random } from '../../test/support/seeded-random.ts';
import type { PlayedCounter } from '../../test/support/stores/counter-sequences.ts';
import { counterFault, playCounter } from '../../test/support/stores/counter-sequences.ts';
import { benchStores } from './doors-field-stores.ts';
import { benchWeeks } from './doors-field-weeks.ts';

const SEQUENCES = 1_000_000;
/** The suite has the first ones. */
const FIRST_SEED = 1_000_000;
const SHOWN_FAULTS = 5;
/** One gateway for each seed, all at once. They run in real time: a restart takes 20 to 30 s. */
const GATEWAY_SEEDS = [100, 101, 102, 103];
const RESTARTS = 50;
const TOLD_RESTARTS = 5;

interface WantedRestarts {
  readonly seeds: readonly number[] | undefined;
  readonly count: number;
}

/** Bar: no sequence is more off than who passed in its gap, and none is off at coverage 1. */
function benchCounters(): boolean {
  const rows = new Map<string, { sequences: number; exact: number; hidden: number; faults: number }>();
  const shown: string[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
    const played = playCounter(seed);
    const row = rows.get(played.scene.trouble) ?? { sequences: 0, exact: 0, hidden: 0, faults: 0 };
    rows.set(played.scene.trouble, row);
    const fault = counterFault(played);
    row.sequences += 1;
    row.exact += isExact(played) ? 1 : 0;
    row.hidden += played.isHidden ? 1 : 0;
    row.faults += fault === undefined ? 0 : 1;
    if (fault !== undefined && shown.length < SHOWN_FAULTS) shown.push(`seed ${seed}: ${fault}`);
  }
  console.table(Object.fromEntries(rows));
  for (const fault of shown) console.log(fault);
  return shown.length === 0;
}

function isExact({ in: inward, out }: PlayedCounter): boolean {
  return inward.published === inward.passed && out.published === out.passed;
}

/** Bar: no window says coverage 1 with a count that is off, and totals add up to the truth. */
async function benchRestarts({ seeds = GATEWAY_SEEDS, count }: WantedRestarts): Promise<boolean> {
  const gateways = seeds.map(async (seed) => {
    const directory = mkdtempSync('/dev/shm/lintel-restarts-');
    const restarted = (n: number) => {
      if (n % TOLD_RESTARTS === 0) console.log(`gateway ${seed}: ${n} of ${count} restarts`);
    };
    try {
      return await playRestarts(directory, { count, restarted }, new Random(seed));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
  const runs = await Promise.all(gateways);
  console.table(runs.map(restartRow));
  const faults = runs.flatMap(restartFaults);
  for (const fault of faults.slice(0, SHOWN_FAULTS)) console.log(fault);
  return faults.length === 0;
}

function restartRow(run: RestartedRun) {
  const { windows, passedAt } = run;
  const counted = (door: string) => sumOf(windows, door, (each) => each.in ?? 0);
  return {
    windows: windows.length,
    'at coverage 1': windows.filter(({ doors }) => doors.every(({ coverage }) => coverage === 1)).length,
    passed: passedAt.length,
    'by totals': counted('total'),
    'of them restored': sumOf(windows, 'total', ({ restored }) => restored) / 2,
    'by changes': counted('delta'),
    faults: restartFaults(run).length,
  };
}

export async function run(args: readonly string[] = []): Promise<void> {
  const { positionals: words, values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      restarts: { type: 'string', default: `${RESTARTS}` },
      chosen: { type: 'boolean' },
      'without-heads': { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const seeds = values.seeds?.split(',').map(Number);
  const parts: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
    counters: benchCounters,
    restarts: () => benchRestarts({ seeds, count: Number(values.restarts) }),
    weeks: benchWeeks,
    stores: () =>
      benchStores({
        stores: words.filter((word) => !(word in parts)),
        seeds,
        isChosen: values.chosen === true,
        isWithoutHeads: values['without-heads'] === true,
      }),
  };
  const wanted = words.filter((name) => name in parts);
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    if (!(await part())) {
      console.log(`${name}: the bar is missed`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.main) await run(process.argv.slice(2));
