import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { LineModel, StoreModel } from '../model/store-model.ts';
import type { LineSummary } from '../model/window-summary.ts';
import { restoreById, saveById } from './merging/by-id.ts';
import type { MergeRules } from './merging/merge-rules.ts';
import { GROUP_MERGE } from './merging/merge-rules.ts';
import type { Ordinals } from './ordinals.ts';
import type { Passings } from './passings.ts';
import { createPassings, restorePassings } from './passings.ts';
import type { CountsAt, SummaryContext } from './summary-context.ts';

export const LINE_MERGE = {
  line: 'last',
  ...GROUP_MERGE,
  in: 'sum',
  out: 'sum',
  groupsIn: 'sum',
  groupsOut: 'sum',
} as const satisfies MergeRules<LineSummary>;

/** Indexed as the lines of the store model. */
export interface LinesCounts {
  readonly people: Passings[];
  readonly groups: Passings[];
}

export function createLines({ lines }: StoreModel): LinesCounts {
  return { people: lines.map(createPassings), groups: lines.map(createPassings) };
}

export function recordLines(countsAt: CountsAt<LinesCounts>, ordinals: Ordinals): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind !== 'LineCrossed' && fact.kind !== 'GroupCrossed') return;
    const { people, groups } = countsAt(fact.at);
    const passings = (fact.kind === 'LineCrossed' ? people : groups)[ordinals.line(fact.line)];
    if (passings !== undefined) passings[fact.direction] += fact.kind === 'LineCrossed' ? 1 : fact.groups;
  };
}

export function summarizeLines(
  { people, groups }: LinesCounts,
  { model, coverage }: SummaryContext,
): LineSummary[] {
  return model.lines.map((line, i) => {
    const covered = coverage(line.sensors);
    const counts = covered === 0 ? undefined : people[i];
    const together = counts === undefined || line.space !== 'floor' ? undefined : groups[i];
    return {
      line: line.id,
      coverage: covered,
      n: counts === undefined ? null : counts.in + counts.out,
      in: counts?.in ?? null,
      out: counts?.out ?? null,
      definition: lineDefinition(line),
      groupsIn: together?.in ?? null,
      groupsOut: together?.out ?? null,
    };
  });
}

function lineDefinition({ thresholds, isTolerant }: LineModel): string {
  return `line/1 return=${thresholds.lineReturnMs}${isTolerant === true ? ' mode=tolerant' : ''}`;
}

export function saveLines({ people, groups }: LinesCounts, { lines }: StoreModel): Json {
  return { people: saveById(lines, people), groups: saveById(lines, groups) };
}

export function restoreLines(saved: Json, { lines }: StoreModel): LinesCounts {
  const { people, groups } = saved as { readonly people: Json; readonly groups: Json };
  return {
    people: restoreById(lines, people).map(restorePassings),
    groups: restoreById(lines, groups).map(restorePassings),
  };
}
