/**
 * What a simulated day is judged by: published hours and the whole day, with their truth. Numbers that are derived from
 * others, such as most intervals, are derived again when a day is read, so a change of them needs no new days.
 */

import { summarizeBins } from '../../../src/core/metrics/dwell-summary.ts';
import { withDerived } from '../../../src/core/metrics/merging/derived-metrics.ts';
import type { WindowSummary, ZoneSummary } from '../../../src/core/model/window-summary.ts';
import type { Comparison, Span } from '../../../src/sim/report/compare.ts';
import {
  compareSpan,
  mergeHours,
  mergeWhole,
  newestRevisions,
  withTruth,
} from '../../../src/sim/report/compare.ts';
import type { StoreTruth } from '../../../src/sim/truth/store-truth.ts';
import type { TruthWindow } from '../../../src/sim/truth/truth-window.ts';
import { listVisits, wholeVisits } from '../../../src/sim/truth/truth-window.ts';
import type { KeptDay } from '../day-folder.ts';
import { DayFolder, findCommit } from '../day-folder.ts';

/** Whole days, openings of a few hours, and days without cameras. */
export const DAYS = new DayFolder<SimDay>('sim-days');
export const OPENED = new DayFolder<SimDay>('sim-openings');
export const COUNTED = new DayFolder<SimDay>('sim-counted');

interface SimDay extends KeptDay {
  readonly spans: readonly {
    readonly span: Span;
    readonly summary: WindowSummary;
    readonly truth: Omit<TruthWindow, 'visits' | 'returning'>;
  }[];
  /** Visits of all people who left. */
  readonly visits: Parameters<typeof wholeVisits>[0];
}

export interface ComparedDay extends KeptDay {
  readonly entries: number;
  /** Hours and the whole day. */
  readonly comparisons: readonly Comparison[];
}

export function readCompared(folder: DayFolder<SimDay>): ComparedDay[] {
  return folder.read().map(compareDay);
}

function compareDay({ spans, visits, ...day }: SimDay): ComparedDay {
  const compared = (wanted: Span) =>
    spans
      .filter(({ span }) => span === wanted)
      .map(({ summary, truth }) => ({
        // Who returned is not kept with the truth, so it is not compared.
        summary: { ...withDerived(summary), zones: summary.zones.map(withDwell), returning: [] },
        truth: {
          ...truth,
          visits: (fromMs: number, toMs: number) => wholeVisits(visits, fromMs, toMs),
          returning: () => ({ n: 0, share: 0 }),
        },
      }));
  const [hours, whole] = [compared('hour'), compared('whole')];
  return {
    ...day,
    entries: whole[0]?.truth.store.entries ?? 0,
    comparisons: [...compareSpan('hour', hours), ...compareSpan('whole', whole)],
  };
}

/** Hours consist of several windows, so their dwell is derived from bins. */
function withDwell(zone: ZoneSummary): ZoneSummary {
  return { ...zone, dwell: zone.dwell && summarizeBins(zone.dwell) };
}

export function keepDay(
  folder: DayFolder<SimDay>,
  which: Pick<KeptDay, 'store' | 'seed'>,
  {
    summaries,
    truth,
  }: {
    readonly summaries: readonly WindowSummary[];
    readonly truth: StoreTruth;
  },
): void {
  const windows = newestRevisions(summaries).filter(({ partial }) => !partial);
  const spansOf = (span: Span, merged: readonly WindowSummary[]) =>
    merged.map(withTruth(truth)).map((compared) => ({ span, ...compared }));
  folder.keep({
    ...{ ...which, commit: findCommit() },
    spans: [...spansOf('hour', mergeHours(windows)), ...spansOf('whole', mergeWhole(windows))],
    visits: listVisits(truth).filter(({ toMs }) => Number.isFinite(toMs)),
  });
}
