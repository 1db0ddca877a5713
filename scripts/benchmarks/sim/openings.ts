/**
 * Openings of a few hours. Visits and bounce are published when the store is empty again, so a whole day gives one
 * interval of each, and short openings give several for the same processor time.
 */
import type { SimTrees } from '../../../src/app/sim/open-scenario.ts';
import type { Json } from '../../../src/core/model/ids.ts';
import type { Hours } from './play-day.ts';

type Section = Record<string, Json>;

/** Local hours of each store's openings: enough for the 200 visits without which bounce is not published. */
const OPENINGS: Readonly<Record<string, readonly Hours[]>> = {
  kiosk: [
    [6, 9],
    [9, 13],
    [13, 17],
    [16, 19],
  ],
  bakery: [
    [7, 10],
    [10, 13],
    [14, 18],
  ],
  pharmacy: [
    [8, 13],
    [13, 18],
  ],
  corner: [
    [7, 12],
    [16, 20],
    [17, 21],
  ],
  supermarket: [
    [9, 11],
    [15, 16],
  ],
  boutique: [
    [10, 13],
    [13, 16],
    [16, 20],
  ],
};
/** Share of their patience that customers have in a hurry. Some then give up in most hours. */
const HURRY = 0.5;
/** The reset of occupancy, this long after closing. */
const RESET_MINUTES = 28;

/** The `count` openings of a store: seeds from `firstSeed` on, and hours, which take turns. */
export function listOpenings(
  store: string,
  count: number,
  firstSeed: number,
): { readonly seed: number; readonly hours: Hours }[] {
  const turns = OPENINGS[store] ?? [];
  return Array.from({ length: turns.length === 0 ? 0 : count }, (_, i) => ({
    seed: firstSeed + i,
    hours: turns[i % turns.length] ?? [0, 24],
  }));
}

/** The store, open from and to full hours. Staff come and leave with the opening. */
export function withOpening({ scenario, settings, ...rest }: SimTrees, [from, to]: Hours): SimTrees {
  const opened = { from: clock(from), to: clock(to) };
  const { opening, staff, ...life } = scenario as Section;
  const days = Object.keys(opening as Section).map((day) => [day, opened] as const);
  const { store } = settings as Section;
  return {
    ...rest,
    scenario: {
      ...life,
      opening: Object.fromEntries(days),
      staff: (staff as Section[]).map((shift) => ({ ...shift, ...opened })),
    },
    settings: {
      ...(settings as Section),
      store: {
        ...(store as Section),
        occupancyResetAt: clock(to, RESET_MINUTES),
      },
    },
  };
}

/** The store with customers who sooner give up a line. */
export function withHurry({ scenario, ...rest }: SimTrees): SimTrees {
  const { patience, ...life } = scenario as Section & { patience: { medianSeconds: number } };
  return {
    ...rest,
    scenario: { ...life, patience: { ...patience, medianSeconds: HURRY * patience.medianSeconds } },
  };
}

/** Hours to simulate: from before the first visitor until after the reset of occupancy. */
export function aroundOpening([from, to]: Hours): Hours {
  return [from - 0.25, to + 0.75];
}

function clock(hour: number, minute = 0): string {
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
}
