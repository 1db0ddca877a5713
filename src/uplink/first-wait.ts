import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { UplinkSettings } from '../ports/uplink.ts';

/** If the machine booted more recently than this, other gateways in the street may have too, after a power cut. */
const JUST_BOOTED_MS = 10 * 60_000;
const NEW_STORE_ROWS = 10;

interface FirstWait {
  readonly settings: UplinkSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: EventStore;
}

export function firstWaitMs({ settings, clock, random, store }: FirstWait): number {
  // A new store does not wait: it was not part of a power cut, and a technician waits for its first count.
  const isNew = store.status().newestSeq < NEW_STORE_ROWS;
  return !isNew && clock.monotonicMs() < JUST_BOOTED_MS ? random() * settings.reconnect.afterBootMs : 0;
}
