/** The results of simulated days, kept in a folder: a bench that takes hours runs in parts, and judges what they add up to. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../../../src/sim/report/compare.ts';
import type { SimReport } from '../../../src/sim/report/sim-report.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '.cache', 'sim-stores');

export interface SimDay {
  readonly store: string;
  readonly seed: number;
  /** The product that was measured. */
  readonly commit: string;
  readonly entries: number;
  /** Hours and the whole day. */
  readonly comparisons: readonly Comparison[];
  readonly personTime: readonly { readonly zone: string; readonly errorShare: number | null }[];
}

/** By store and seed. */
export function readKeptDays(): SimDay[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as SimDay);
}

export function keepDay(store: string, report: SimReport): void {
  const { seed, truth, zones } = report;
  const day: SimDay = {
    ...{ store, seed, commit: findCommit(), entries: truth.store.entries },
    comparisons: report.comparisons.filter(({ span }) => span !== 'window'),
    personTime: zones.map(({ zone, presenceErrorShare }) => ({ zone, errorShare: presenceErrorShare })),
  };
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${store}-${seed}.json`);
  // A run that is stopped leaves no half a day.
  writeFileSync(`${file}.new`, JSON.stringify(day));
  renameSync(`${file}.new`, file);
}

function findCommit(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  }).trim();
}
