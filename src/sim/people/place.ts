import type { Point } from '../../core/model/shapes.ts';
import type { Random } from '../kernel/random.ts';
import type { Person } from '../model/person.ts';
import type { Itinerary } from './itinerary.ts';

export type Newcomer = Pick<Person, 'kind' | 'group' | 'isBadged' | 'heightM' | 'radiusM' | 'desiredMps'>;

/** Where people come to. */
export interface Place {
  /** A new person at this place, who does what the itinerary says and is gone when it ends. */
  enter(who: Newcomer, at: Point, itinerary: Itinerary, random: Random): Person;
}
