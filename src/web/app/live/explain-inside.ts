import type { LivePeople, StoreView } from '../../../ports/console/console.ts';
import type { DoorCount } from './now.ts';
import { getLook } from './people-layer.ts';

/** A sentence of the console with its values. */
interface Explanation {
  readonly word: 'insideByCameras' | 'insideWithStaff' | 'insideByRest' | 'insideExact';
  readonly values: Readonly<Record<'in' | 'out' | 'by' | 'seen' | 'staff', string | number>>;
}

/**
 * Explains the number of people in the store by today's ins less outs. Returns undefined when a part of it is unknown.
 * Cameras see all people on the plan, so staff count too.
 */
export function explainInside(
  { spaces }: Pick<StoreView, 'spaces'>,
  people: Pick<LivePeople, 'people' | 'occupancy'>,
  day: Pick<DoorCount, 'in' | 'out'>,
): Explanation | undefined {
  const inside = people.occupancy?.people;
  if (inside === undefined || day.in === null || day.out === null) return undefined;
  const by = inside - (day.in - day.out);
  const floor = spaces.findIndex(({ unit }) => unit === 'm');
  const plan = spaces[floor];
  const looks = people.people.flatMap((person) =>
    plan === undefined || person[0] !== floor ? [] : [getLook(person, plan)],
  );
  const staff = looks.filter((look) => look === 'staff').length;
  const seen = staff + looks.filter((look) => look === 'visitor').length;
  const values = {
    ...{ in: day.in, out: day.out, by: by > 0 ? `+${by}` : `−${-by}` },
    ...{ seen, staff },
  };
  if (by === 0) return { word: 'insideExact', values };
  if (seen === 0) return { word: 'insideByRest', values };
  return { word: staff > 0 ? 'insideWithStaff' : 'insideByCameras', values };
}
