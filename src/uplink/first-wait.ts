import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { UplinkSettings } from '../ports/uplink.ts';

/**
 * A boot less than this long ago may follow a power cut. Then other gateways in the street have booted too, and a
 * random wait spreads them.
 */
const JUST_BOOTED_MS = 10 * 60_000;
const NEW_STORE_ROWS = 10;

interface FirstWait {
  readonly settings: UplinkSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: EventStore;
}

export function firstWaitMs({ settings, clock, random, store }: FirstWait): number {
  // A new store does not wait: it did not boot because of a power cut, and a technician waits for its first count.
  const isNew = store.status().newestSeq < NEW_STORE_ROWS;
  return !isNew && clock.monotonicMs() < JUST_BOOTED_MS ? random() * settings.reconnect.afterBootMs : 0;
}
