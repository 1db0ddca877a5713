import type { ExperimentPlan } from '../model/experiment-model.ts';
import type { ExperimentRecord, MeasuredBlock } from './analyze-experiment.ts';
import { createSchedule, findGroups } from './switchback-schedule.ts';

/** Measured blocks by number. Null when the store was closed or the clocks changed. */
export type MeasuredBlocks = ReadonlyMap<number, MeasuredBlock | null>;

/**
 * Number of blocks in a plan. The same number of blocks before its start is measured for the power promise and the A/A
 * check.
 */
export function countBlocks({ weeks, slots }: ExperimentPlan): number {
  return weeks * slots.length;
}

/** Makes pairs of blocks, from block number `first` on. A pair is complete when its second week is over. */
export function createRecord(plan: ExperimentPlan, blocks: MeasuredBlocks, first: number): ExperimentRecord {
  const slots = plan.slots.length;
  const schedule = createSchedule(plan);
  const pairs = schedule.map(({ pair, slot }) => {
    const at = first + pair * 2 * slots + slot;
    return { first: blocks.get(at) ?? null, second: blocks.get(at + slots) ?? null };
  });
  const last = [...blocks.keys()].at(-1) ?? Number.NEGATIVE_INFINITY;
  const complete = schedule.findIndex(({ pair, slot }) => first + (pair * 2 + 1) * slots + slot > last);
  return {
    ...{ pairs, complete: complete < 0 ? pairs.length : complete },
    signs: Int8Array.from(schedule, ({ sign }) => sign),
    groups: findGroups(plan),
  };
}
