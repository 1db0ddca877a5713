import type { Point } from '../../core/model/shapes.ts';
import type { Random } from '../kernel/random.ts';
import type { Person } from '../model/person.ts';
import type { Itinerary } from './itinerary.ts';

export type Newcomer = Pick<Person, 'kind' | 'group' | 'isBadged' | 'heightM' | 'radiusM' | 'desiredMps'>;

/** A world that people can enter. */
export interface Place {
  /** Adds a person at `at`. The person follows the itinerary and leaves the simulation when it ends. */
  enter(who: Newcomer, at: Point, itinerary: Itinerary, random: Random): Person;
}
