import type { TypeOf } from '../model/codec.ts';
import { bit, branded, maybe, number, row, text } from '../model/codec.ts';
import type { ZoneStood } from '../model/fact.ts';
import type { EpochMs, ZoneId } from '../model/ids.ts';

/** A person who stands in a queue. */
export const WAITING = row({
  zone: text<ZoneId>(),
  person: number,
  joinedAt: branded<EpochMs>(),
  /** Up to here the wait is in the queue's length. */
  countedTo: branded<EpochMs>(),
  /** Others stood before them: at a free counter there is no wait. */
  isBehind: bit,
  /** Others were served while they stood there. */
  isHeldUp: bit,
  isTold: bit,
  /** A customer paid as they left, and the one at the counter stayed: their tracks swapped. */
  hasPaid: bit,
  leftAt: maybe(branded<EpochMs>()),
  /** When they first stood, and where they stood last. */
  stoodAt: branded<EpochMs>(),
  x: number,
  y: number,
  /** The track ended in the queue: the person may still stand there. */
  lostAt: maybe(branded<EpochMs>()),
});
export type Waiting = TypeOf<typeof WAITING>;

/** A person who was just served and stands in the queue: on the way out, or under the number of one who waits. */
export const STRAY = row({
  zone: text<ZoneId>(),
  person: number,
  at: branded<EpochMs>(),
  x: number,
  y: number,
});
export type Stray = TypeOf<typeof STRAY>;

/** A person who was served though others stood before them: likelier one of those, under another number. */
export const SKIPPED = row({
  service: text<ZoneId>(),
  person: number,
  at: branded<EpochMs>(),
  /** Had just been served: back at the counter, or the next in line under the same number. */
  isAgain: bit,
});
export type Skipped = TypeOf<typeof SKIPPED>;

/** Of a person who took a place: they wait from when they came to it. */
export function createWait({ zone, person, at, cameAt, x, y }: ZoneStood, isBehind: boolean): Waiting {
  return {
    ...{ zone, person, joinedAt: cameAt, countedTo: cameAt, stoodAt: at, x, y, isBehind },
    ...{ isHeldUp: false, isTold: false, hasPaid: false, leftAt: undefined, lostAt: undefined },
  };
}

export function hasLeft({ leftAt, lostAt }: Waiting): boolean {
  return leftAt !== undefined || lostAt !== undefined;
}
