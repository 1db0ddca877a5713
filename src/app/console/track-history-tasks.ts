/**
 * Computations over the track history. They run in a worker thread, because a day takes seconds and counting must not
 * wait.
 */
import { parentPort } from 'node:worker_threads';
import type { EpochMs, SpaceId } from '../../core/model/ids.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { HeatGrid } from '../../core/tracking/history/heat-grid.ts';
import { heatGrid } from '../../core/tracking/history/heat-grid.ts';
import type { TrackHistorySnapshot } from '../../core/tracking/history/track-history.ts';
import { TrackHistory } from '../../core/tracking/history/track-history.ts';
import type { BacktestResult } from '../../core/zones/backtest.ts';
import { backtestModel } from '../../core/zones/backtest.ts';
import type { SampledPaths } from '../../ports/console/console-recount.ts';

/** Request and answer of each kind of computation. */
export interface TrackHistoryTasks {
  recount: [
    { readonly models: readonly StoreModel[]; readonly from?: EpochMs },
    { readonly counts: readonly BacktestResult[]; readonly span: ReturnType<TrackHistory['span']> },
  ];
  heat: [{ readonly space: SpaceId; readonly cell: number; readonly fewest: number }, HeatGrid];
  paths: [{ readonly space: SpaceId }, SampledPaths];
}
type TaskName = keyof TrackHistoryTasks;

export interface TaskRequest<Name extends TaskName = TaskName> {
  readonly id: number;
  readonly name: Name;
  readonly order: TrackHistoryTasks[Name][0];
  readonly ring: TrackHistorySnapshot;
}

export interface TaskResult {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

/** Largest number of points sent to a page. A phone would draw more too slowly. */
const MAX_DRAWN_POINTS = 4_000;

const TASKS: {
  readonly [Name in TaskName]: (
    ring: TrackHistory,
    order: TrackHistoryTasks[Name][0],
  ) => TrackHistoryTasks[Name][1];
} = {
  recount: (ring, { models, from }) => ({
    counts: models.map((model) => backtestModel(model, ring, from)),
    span: ring.span(),
  }),
  heat: (ring, { space, cell, fewest }) => heatGrid(ring, space, cell, fewest),
  paths: drawnPaths,
};

function drawnPaths(ring: TrackHistory, { space }: { readonly space: SpaceId }): SampledPaths {
  const points: [number, number][] = [];
  const births: [number, number][] = [];
  const seen = new Set<number>();
  ring.replay(space, {
    moved: (person, _at, { x, y }, goesOn) => {
      points.push([x, y]);
      if (!seen.has(person) && !goesOn) births.push([x, y]);
      seen.add(person);
    },
    cut: () => undefined,
    ended: () => undefined,
    resumed: () => undefined,
    advanced: () => undefined,
  });
  return { points: thinned(points), births: thinned(births) };
}

function thinned(points: readonly [number, number][]): [number, number][] {
  const step = Math.max(1, Math.ceil(points.length / MAX_DRAWN_POINTS));
  return points
    .filter((_, i) => i % step === 0)
    .map(([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
}

function answered({ id, name, order, ring }: TaskRequest): TaskResult {
  try {
    const task = TASKS[name] as (ring: TrackHistory, order: unknown) => unknown;
    return { id, answer: task(TrackHistory.of(ring), order) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (order: TaskRequest) => parentPort?.postMessage(answered(order)));
