import { NO_AUDIT } from '../door-audit/audit-stamp.ts';
import type { Direction } from '../model/crossing.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { DoorModel, StoreModel } from '../model/store-model.ts';
import type { DoorSummary } from '../model/window-summary.ts';
import { countInterval } from '../statistics/count-interval.ts';
import { roundCoverage } from '../statistics/round-share.ts';
import { getError } from './door-errors.ts';
import { restoreById, saveById } from './merging/by-id.ts';
import type { BeforeDerived, MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { FieldsRestatedBy, RestateRules } from './merging/restate-rules.ts';
import { GROUP_RESTATE } from './merging/restate-rules.ts';
import type { Ordinals } from './ordinals.ts';
import type { Passings } from './passings.ts';
import { createPassings } from './passings.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';
import { getWindowEnd } from './summary-context.ts';

export const DOOR_MERGE = {
  door: 'last',
  ...GROUP_MERGE,
  in: 'sum',
  out: 'sum',
  inLow: 'derived',
  inHigh: 'derived',
  outLow: 'derived',
  outHigh: 'derived',
  // Mean of the windows' relative errors, weighted by their counts.
  errorShare: { by: ['in'], plus: 1, digits: 4 },
  errorShareOut: { by: ['out'], plus: 1, digits: 4 },
  restored: 'sum',
  auditId: 'last',
  auditAgeDays: 'last',
} as const satisfies MergeRules<DoorSummary>;

export const DOOR_RESTATE = {
  door: 'kept',
  ...GROUP_RESTATE,
  n: 'crossings',
  in: 'crossings',
  out: 'crossings',
  inLow: 'derived',
  inHigh: 'derived',
  outLow: 'derived',
  outHigh: 'derived',
  errorShare: 'crossings',
  errorShareOut: 'crossings',
  restored: 'crossings',
  auditId: 'kept',
  auditAgeDays: 'kept',
} as const satisfies RestateRules<DoorSummary>;

/** Empty values of the interval fields, until `deriveIntervals` fills them. */
export const NO_INTERVALS = {
  inLow: null,
  inHigh: null,
  outLow: null,
  outHigh: null,
} as const satisfies BeforeDerived<typeof DOOR_MERGE>;

/** `backfilled` holds people of both directions who are known from a counter's totals only. */
export type DoorCounts = Passings & { backfilled: number };

/** Indexed as the doors of the store model. */
export type DoorsCounts = DoorCounts[];

function createDoor(): DoorCounts {
  return { ...createPassings(), backfilled: 0 };
}

export function createDoors({ doors }: StoreModel): DoorsCounts {
  return doors.map(createDoor);
}

export function recordDoors(countsAt: CountsAt<DoorsCounts>, ordinals: Ordinals): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind === 'DoorCrossed') addToDoor(countsAt(fact.at), ordinals.door(fact.door), fact);
  };
}

export function addToDoor(
  doors: DoorsCounts,
  door: number,
  { direction, count }: { readonly direction: 'in' | 'out'; readonly count: number },
): void {
  const passings = doors[door];
  if (passings !== undefined) passings[direction] += count;
}

/** Adds people who passed at another time to the present window. */
export function backfillDoor(
  doors: DoorsCounts,
  door: number,
  people: { readonly direction: 'in' | 'out'; readonly count: number },
): void {
  const counts = doors[door];
  if (counts === undefined) return;
  counts[people.direction] += people.count;
  counts.backfilled += people.count;
}

/**
 * Moves counts of an uncovered window to the next one, as backfilled, because uncovered windows publish null. The first
 * reading after a start may date people to the end of such a window.
 */
export function carryUncovered(from: DoorsCounts, next: DoorsCounts, context: SummaryContext): void {
  context.model.doors.forEach((door, i) => {
    const counts = from[i];
    if (counts === undefined || counts.in + counts.out === 0 || doorCoverage(door, context) > 0) return;
    for (const direction of ['in', 'out'] as const) {
      backfillDoor(next, i, { direction, count: counts[direction] });
    }
  });
}

/** Summarises the doors that take part. A door that never counted takes no part while other doors count. */
export function summarizeDoors(counts: DoorsCounts, context: SummaryContext): DoorSummary[] {
  const taking = new Set(context.counted.begun.doorsBefore(getWindowEnd(context)));
  return context.model.doors.flatMap((door, i) => {
    if (!taking.has(door)) return [];
    const coverage = doorCoverage(door, context);
    const passings = coverage === 0 ? undefined : counts[i];
    return {
      door: door.id,
      coverage,
      n: passings === undefined ? null : passings.in + passings.out,
      definition: 'door/1',
      in: passings?.in ?? null,
      out: passings?.out ?? null,
      ...NO_INTERVALS,
      errorShare: context.doorErrors[i]?.in ?? null,
      errorShareOut: context.doorErrors[i]?.out ?? null,
      restored: passings?.backfilled ?? 0,
      ...NO_AUDIT,
    };
  });
}

function doorCoverage(door: DoorModel, context: SummaryContext): number {
  return roundCoverage(context.counted.countedShare(door, context.start, getWindowEnd(context)));
}

/** Returns 95 % intervals of the true counts, from counts and relative error. */
export function deriveIntervals(door: DoorSummary): Pick<DoorSummary, keyof typeof NO_INTERVALS> {
  const of = (direction: Direction) => {
    const [count, error] = [door[direction], getError(door, direction)];
    return count === null || error === null ? undefined : countInterval(count, direction, error);
  };
  const [inward, outward] = [of('in'), of('out')];
  return {
    inLow: inward?.low ?? null,
    inHigh: inward?.high ?? null,
    outLow: outward?.low ?? null,
    outHigh: outward?.high ?? null,
  };
}

/** People to add to a door's counts; null for an unknown direction. */
export interface Addition {
  readonly in: number | null;
  readonly out: number | null;
  /** Relative error of one window's part: people are spread evenly over windows but came unevenly. */
  readonly errorShare: number | undefined;
}

export function restateDoor(door: DoorSummary, addition: Addition): DoorSummary {
  const [inward, out] = [addition.in ?? 0, addition.out ?? 0];
  const counts = {
    in: inward === 0 ? door.in : (door.in ?? 0) + inward,
    out: out === 0 ? door.out : (door.out ?? 0) + out,
  };
  const restated: Pick<DoorSummary, FieldsRestatedBy<'crossings', typeof DOOR_RESTATE>> = {
    ...counts,
    n: counts.in === null || counts.out === null ? door.n : counts.in + counts.out,
    errorShare: addition.errorShare ?? door.errorShare,
    errorShareOut: addition.errorShare ?? getError(door, 'out'),
    restored: door.restored + inward + out,
  };
  return { ...door, ...restated };
}

/** Counts that a counter reported later for a window, with the door's new coverage. */
export interface ReportedCounts {
  readonly in: number;
  readonly out: number;
  readonly coverage: number;
  readonly errorShare: number;
}

export function reportDoor(
  door: DoorSummary,
  { in: inward, out, coverage, errorShare }: ReportedCounts,
): DoorSummary {
  const counts = { in: (door.in ?? 0) + inward, out: (door.out ?? 0) + out };
  return { ...door, ...counts, n: counts.in + counts.out, coverage, errorShare, errorShareOut: errorShare };
}

export function saveDoors(counts: DoorsCounts, { doors }: StoreModel): Json {
  return saveById(doors, counts);
}

export function restoreDoors(saved: Json, { doors }: StoreModel): DoorsCounts {
  return restoreById(doors, saved).map((counts) =>
    counts === undefined ? createDoor() : (counts as DoorCounts),
  );
}
