/** What a simulated day is judged by. */
import type { Comparison } from '../../../src/sim/report/compare.ts';
import type { SimReport } from '../../../src/sim/report/sim-report.ts';
import type { KeptDay } from '../day-folder.ts';
import { DayFolder, findCommit } from '../day-folder.ts';

const FOLDER = new DayFolder<SimDay>('sim-stores');

export interface SimDay extends KeptDay {
  readonly entries: number;
  /** Hours and the whole day. */
  readonly comparisons: readonly Comparison[];
  readonly personTime: readonly { readonly zone: string; readonly errorShare: number | null }[];
}

export function readKeptDays(): SimDay[] {
  return FOLDER.read();
}

export function keepDay(store: string, report: SimReport): void {
  const { seed, truth, zones } = report;
  FOLDER.keep({
    ...{ store, seed, commit: findCommit(), entries: truth.store.entries },
    comparisons: report.comparisons.filter(({ span }) => span !== 'window'),
    personTime: zones.map(({ zone, presenceErrorShare }) => ({ zone, errorShare: presenceErrorShare })),
  });
}
