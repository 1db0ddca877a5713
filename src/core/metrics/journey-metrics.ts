import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/ids.ts';
import type { JourneySummary } from '../model/window-summary.ts';
import type { CountsAt } from './summary-context.ts';

/** Counts by step `from>to`. An empty name stands for the outside of all zones. */
export type JourneyCounts = { [step: string]: number };

/** Steps of people and of tagged trolleys are counted separately. */
export type StepKind = 'ZoneChanged' | 'TrolleyMoved';

export function recordJourneys(countsAt: CountsAt<JourneyCounts>, kind: StepKind): (fact: Fact) => void {
  return (fact) => {
    if (fact.kind !== 'ZoneChanged' && fact.kind !== 'TrolleyMoved') return;
    if (fact.kind !== kind) return;
    const journeys = countsAt(fact.at);
    const step = stepOf(fact);
    journeys[step] = (journeys[step] ?? 0) + 1;
  };
}

export function summarizeJourneys(journeys: JourneyCounts): JourneySummary[] {
  return Object.entries(journeys).map(([step, n]) => {
    const [from = '', to = ''] = step.split('>');
    return { from: from === '' ? null : from, to: to === '' ? null : to, n };
  });
}

export function mergeJourneys(journeys: readonly JourneySummary[]): JourneySummary[] {
  const sums = new Map<string, JourneySummary>();
  for (const { from, to, n } of journeys) {
    const step = stepOf({ from, to });
    sums.set(step, { from, to, n: n + (sums.get(step)?.n ?? 0) });
  }
  return [...sums.values()];
}

function stepOf({ from, to }: Pick<JourneySummary, 'from' | 'to'>): string {
  return `${from ?? ''}>${to ?? ''}`;
}

export function restoreJourneys(saved: Json): JourneyCounts {
  return saved as JourneyCounts;
}
