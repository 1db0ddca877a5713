import type { Group, WindowSummary } from '../model/window-summary.ts';
import type { MeasuredBlock } from './analyze-experiment.ts';
import type { BlockOutcome } from './pair-differences.ts';

const MINUTE_MS = 60_000;
/** Length, in ms, of the block's first part, after the wash-out. Comparing it with the rest shows carry-over. */
export const EARLY_MS = 20 * MINUTE_MS;

/** The outcome that an experiment measures. */
export interface ExperimentMeasure {
  readonly measure: 'dwell' | 'engaged' | 'captureRate' | 'conversion' | 'wait';
  readonly zone?: string | undefined;
  readonly washOutMs: number;
  /** Names the definition of the count. Outcomes of different definitions are never compared. */
  readonly definition: string;
}

export interface BlockTime {
  readonly startMs: number;
  readonly endMs: number;
}

interface Part {
  readonly group: Group | null | undefined;
  readonly total: number;
  readonly of: number;
}

/** Measures a block from its windows, without those that begin within the wash-out. */
export function measureBlock(
  windows: readonly WindowSummary[],
  starts: readonly number[],
  block: BlockTime,
  experiment: ExperimentMeasure,
): MeasuredBlock {
  const fromMs = block.startMs + experiment.washOutMs;
  const middleMs = fromMs + EARLY_MS;
  const parts = windows.map((window, i) => ({
    ...readPart(window, experiment),
    startMs: starts[i] ?? 0,
    durationMs: window.durationMs,
  }));
  const used = parts.filter(({ startMs }) => startMs >= fromMs && startMs < block.endMs);
  const seenMs = used.reduce((sum, { group, durationMs }) => sum + (group?.coverage ?? 0) * durationMs, 0);
  const isSplit = used.some(({ startMs }) => startMs < middleMs);
  return {
    whole: sum(used),
    ...(isSplit
      ? {
          early: sum(used.filter(({ startMs }) => startMs < middleMs)),
          late: sum(used.filter(({ startMs }) => startMs >= middleMs)),
        }
      : {}),
    coverage: Math.min(1, seenMs / Math.max(1, block.endMs - fromMs)),
    definition: `${used.find(({ group }) => group != null)?.group?.definition ?? ''} ${experiment.definition}`,
  };
}

function sum(parts: readonly Part[]): BlockOutcome {
  return {
    total: parts.reduce((all, { total }) => all + total, 0),
    of: parts.reduce((all, { of }) => all + of, 0),
  };
}

function readPart(window: WindowSummary, { measure, zone: id }: ExperimentMeasure): Part {
  const { store, shopfront } = window;
  const zone = window.zones.find((each) => each.zone === id);
  const queue = window.queues.find((each) => each.zone === id);
  const entries = store.entries ?? 0;
  switch (measure) {
    case 'dwell':
      return { group: zone, total: (zone?.dwell?.sumMs ?? 0) / 1000, of: zone?.dwell?.n ?? 0 };
    case 'engaged':
      return { group: zone, total: zone?.engaged ?? 0, of: zone?.visits ?? 0 };
    case 'wait': {
      const served = queue?.served ?? 0;
      return { group: queue, total: (served * (queue?.waitMeanMs ?? 0)) / 1000, of: served };
    }
    case 'captureRate':
      return { group: shopfront, total: entries, of: entries + (shopfront?.passersBy ?? 0) };
    default:
      return { group: store, total: store.transactions ?? 0, of: entries };
  }
}
