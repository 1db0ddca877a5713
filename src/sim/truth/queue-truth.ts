import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { TrueVisit } from './zone-truth.ts';

/** A wait in a queue zone. */
export interface TrueQueueWait {
  /** Index of the zone in the layout. */
  readonly zone: number;
  readonly joinedMs: number;
  /** When the counter was reached, or the zone left for elsewhere. Infinite while it lasts. */
  readonly endedMs: number;
  readonly isServed: boolean;
}

/** The longest walk from the queue to the counter, as published. */
const WALK_TO_SERVICE_MS = 10_000;
/** A served visitor walks out past the queue within this time, and does not wait again. */
const ON_THE_WAY_OUT_MS = 60_000;

type Zones = StoreLayout['zones'];

/**
 * True waits, by the definition the gateway publishes: from coming into the queue zone to coming into its counter's, or,
 * without one, to leaving; who leaves for elsewhere gave up. Only walking through counts as well, as it does there.
 * Written apart from the gateway's own, so that one checks the other.
 */
export function trueQueueWaits(visits: readonly TrueVisit[], zones: Zones): TrueQueueWait[] {
  const counters = new Set(zones.flatMap(({ queue }) => queue?.servedIn ?? []));
  const matters = ({ zone, person }: TrueVisit) => {
    const { id, queue } = zones[zone] ?? {};
    return !person.isBadged && (queue !== undefined || (id !== undefined && counters.has(id)));
  };
  const byPerson = Map.groupBy(visits.filter(matters), ({ person }): Person => person);
  return [...byPerson.values()].flatMap((own) => waitsOf(own, zones));
}

interface Wait {
  readonly zone: number;
  readonly joinedMs: number;
  leftMs: number;
}

/** Of one person, whose visits are to queues and counters alone. */
function waitsOf(visits: readonly TrueVisit[], zones: Zones): TrueQueueWait[] {
  const ended: TrueQueueWait[] = [];
  let waiting: Wait[] = [];
  let servedMs = Number.NEGATIVE_INFINITY;
  for (const { zone, enteredMs, leftMs } of visits.toSorted((a, b) => a.enteredMs - b.enteredMs)) {
    const goesOn = (wait: Wait) => enteredMs - wait.leftMs <= WALK_TO_SERVICE_MS;
    const isOut = enteredMs - servedMs <= ON_THE_WAY_OUT_MS;
    if (zones[zone]?.queue === undefined) {
      const isServed = (wait: Wait) => zones[wait.zone]?.queue?.servedIn === zones[zone]?.id && goesOn(wait);
      const served = waiting.filter(isServed);
      ended.push(...served.map((wait) => ({ ...wait, endedMs: enteredMs, isServed: true })));
      if (served.length > 0 || isOut) servedMs = enteredMs;
      waiting = waiting.filter((wait) => !served.includes(wait));
    } else if (!isOut) {
      const known = waiting.find((wait) => wait.zone === zone && goesOn(wait));
      if (known === undefined) waiting.push({ zone, joinedMs: enteredMs, leftMs });
      else known.leftMs = leftMs;
    }
  }
  const left = waiting.map(({ leftMs, ...wait }) => ({
    ...wait,
    endedMs: leftMs,
    // Without a service zone, served and abandoned cannot be distinguished.
    isServed: zones[wait.zone]?.queue?.servedIn === undefined && Number.isFinite(leftMs),
  }));
  return [...ended, ...left];
}
