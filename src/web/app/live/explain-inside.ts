import type { LivePeople, StoreView } from '../../../ports/console/console.ts';
import { isBeyond } from './now.ts';

/** A sentence of the console with its values. */
interface Explanation {
  readonly word: 'insideByCameras' | 'insideWithStaff' | 'insideByRest';
  readonly values: Readonly<Record<'in' | 'out' | 'by' | 'seen' | 'staff', string | number>>;
}

/** People who came in and went out today; null while unknown. */
interface DaySum {
  readonly in: number | null;
  readonly out: number | null;
}

/**
 * Explains a number of people in the store that differs from today's ins less outs. Returns undefined when it does not
 * differ, or when a part of it is unknown. Cameras see everybody on the plan, so staff count too.
 */
export function explainInside(
  { spaces }: Pick<StoreView, 'spaces'>,
  people: Pick<LivePeople, 'people' | 'occupancy'>,
  day: DaySum,
): Explanation | undefined {
  const inside = people.occupancy?.people;
  if (inside === undefined || day.in === null || day.out === null) return undefined;
  const by = inside - (day.in - day.out);
  if (by === 0) return undefined;
  const floor = spaces.findIndex(({ unit }) => unit === 'm');
  const plan = spaces[floor];
  // Those whom no camera sees at this moment have the third look.
  const seen = people.people.filter(
    ([space, , x, y, look]) => space === floor && look !== 2 && plan !== undefined && !isBeyond(plan, x, y),
  );
  const staff = seen.filter(([, , , , look]) => look === 1).length;
  const values = {
    ...{ in: day.in, out: day.out, by: by > 0 ? `+${by}` : `−${-by}` },
    ...{ seen: seen.length, staff },
  };
  if (seen.length === 0) return { word: 'insideByRest', values };
  return { word: staff > 0 ? 'insideWithStaff' : 'insideByCameras', values };
}
