import type { TypeOf } from '../model/codec.ts';
import { bit, branded, maybe, number, row, text } from '../model/codec.ts';
import type { ZoneStood } from '../model/fact.ts';
import type { EpochMs, ZoneId } from '../model/ids.ts';

/** Person number in a wait or a service that has no track. */
export const NOBODY = -1;

/** A person who stands in a queue. */
export const WAITING = row({
  zone: text<ZoneId>(),
  person: number,
  joinedAt: branded<EpochMs>(),
  /** End of the waiting time already added to the queue's length. */
  countedTo: branded<EpochMs>(),
  /** Others stood in front of the person. Otherwise the counter was free, and there is no wait. */
  isBehind: bit,
  /** Others were served while the person stood there. */
  isHeldUp: bit,
  isTold: bit,
  /** A sale was made when this person left, but the person at the counter stayed: their tracks swapped. */
  hasPaid: bit,
  leftAt: maybe(branded<EpochMs>()),
  /** Time of the first stand, and position of the last. */
  stoodAt: branded<EpochMs>(),
  x: number,
  y: number,
  /** Time at which the track ended in the queue. The person may still stand there. */
  lostAt: maybe(branded<EpochMs>()),
});
export type Waiting = TypeOf<typeof WAITING>;

/**
 * A person who was served a moment ago and stands in the queue: on the way out, or a waiting person with a swapped
 * number.
 */
export const STRAY = row({
  zone: text<ZoneId>(),
  person: number,
  at: branded<EpochMs>(),
  x: number,
  y: number,
});
export type Stray = TypeOf<typeof STRAY>;

/**
 * A person who was served before others in the line. More likely, one of these others was served, with a swapped
 * number.
 */
export const SKIPPED = row({
  service: text<ZoneId>(),
  person: number,
  at: branded<EpochMs>(),
  /** Start of the service. It is before `at` when the person was seen at the counter late. */
  startedAt: branded<EpochMs>(),
  /**
   * True when this person number was also served just before. Then that person is back at the counter, or the next in
   * line got the number.
   */
  isAgain: bit,
});
export type Skipped = TypeOf<typeof SKIPPED>;

/** How a wait ended. */
export type WaitEnd = 'QueueServed' | 'QueueAbandoned' | 'QueueLost';

/** Creates the wait of a person who took a place. It starts when the person came to the place. */
export function createWait({ zone, person, at, cameAt, x, y }: ZoneStood, isBehind: boolean): Waiting {
  return {
    ...{ zone, person, joinedAt: cameAt, countedTo: cameAt, stoodAt: at, x, y, isBehind },
    ...{ isHeldUp: false, isTold: false, hasPaid: false, leftAt: undefined, lostAt: undefined },
  };
}

export function hasLeft({ leftAt, lostAt }: Waiting): boolean {
  return leftAt !== undefined || lostAt !== undefined;
}
