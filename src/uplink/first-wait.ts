import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { UplinkSettings } from '../ports/uplink.ts';

/** A machine that started less than this ago may have company: mains came back for the whole street. */
const JUST_BOOTED_MS = 10 * 60_000;
const NEW_STORE_ROWS = 10;

interface FirstWait {
  readonly settings: UplinkSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: EventStore;
}

/** Before the first connection. */
export function firstWaitMs({ settings, clock, random, store }: FirstWait): number {
  // A new store has no part in a street whose mains return, and a technician waits for its first count.
  const isNew = store.status().newestSeq < NEW_STORE_ROWS;
  return !isNew && clock.monotonicMs() < JUST_BOOTED_MS ? random() * settings.reconnect.afterBootMs : 0;
}
