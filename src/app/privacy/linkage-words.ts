import type { EgressSettings } from '../../core/privacy/egress-gate.ts';
import type { Every } from '../../core/time/period-end.ts';

interface LinkageRow {
  readonly visitsADay: number;
  readonly minimumCount: number;
  /** How many of 100 guesses are right when an attacker chooses among ten arrivals. Pure chance gives 10. */
  readonly right: Readonly<Record<Every, number>>;
}

/**
 * Result of `scripts/bench linkage` on 29 November 2026: the best of six attackers over 30 days. Measured in four
 * stores with 120 visits a day, in four with 300, and in two with 1,500. The rules were not tuned on these simulated
 * stores.
 */
const LINKAGE: readonly LinkageRow[] = [
  { visitsADay: 120, minimumCount: 5, right: { window: 16, quarter: 15, hour: 14, day: 10 } },
  { visitsADay: 120, minimumCount: 10, right: { window: 12, quarter: 13, hour: 11, day: 10 } },
  { visitsADay: 300, minimumCount: 5, right: { window: 16, quarter: 15, hour: 13, day: 10 } },
  { visitsADay: 300, minimumCount: 10, right: { window: 13, quarter: 13, hour: 12, day: 10 } },
  { visitsADay: 1_500, minimumCount: 5, right: { window: 17, quarter: 14, hour: 13, day: 10 } },
  { visitsADay: 1_500, minimumCount: 10, right: { window: 15, quarter: 13, hour: 12, day: 10 } },
];
const LEAST_MEASURED = 60;

/**
 * Returns sentences for the store's owner: how often a regular visitor could be recognised from the released numbers.
 */
export function linkageWords(
  { minimumCount, indoorEvery }: EgressSettings,
  visitsADay: number | undefined,
): string {
  const rows = LINKAGE.filter((row) => row.minimumCount <= minimumCount);
  const known = Math.max(...rows.map((row) => row.minimumCount));
  const measured = rows.filter((row) => row.minimumCount === known);
  if (measured.length === 0) return 'With a minimum count below 5 this was not measured: it is easier.';
  const nearest = measured.reduce((best, row) =>
    visitsADay !== undefined && distance(row, visitsADay) < distance(best, visitsADay) ? row : best,
  );
  const told = visitsADay === undefined ? measured : [nearest];
  const sentences = told.map(
    ({ visitsADay: visits, right }) => `of about ${visits} visits a day: ${right[indoorEvery]} times`,
  );
  return (
    `${ownVisits(visitsADay)} Somebody knows how a regular walks through the store, and ten arrivals of which one was his. ` +
    `Of 100 guesses by these numbers, so many are right in a store ${sentences.join('; ')}. By lot it is 10 times.`
  );
}

function distance({ visitsADay }: LinkageRow, visits: number): number {
  return Math.abs(Math.log(visitsADay / Math.max(1, visits)));
}

function ownVisits(visitsADay: number | undefined): string {
  if (visitsADay === undefined)
    return 'How many visits this store has is not known: the gateway is new, or does not run.';
  const few = visitsADay < LEAST_MEASURED ? ' So few were not measured: it is easier than said here.' : '';
  return `This store has about ${Math.round(visitsADay)} visits a day.${few}`;
}
