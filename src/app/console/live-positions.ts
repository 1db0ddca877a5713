import type { Engine } from '../../core/engine/engine.ts';
import type { EpochMs, SpaceId, ZoneId } from '../../core/model/ids.ts';
import type { Point } from '../../core/model/shapes.ts';
import type { TrackObserver } from '../../core/tracking/track-observer.ts';
import type { LivePeople, StoreView } from '../../ports/console/console.ts';

/**
 * After this time without a position, a person is drawn only if a zone still counts them. Whether they have left is
 * decided by the tracker, not here.
 */
const SHOWN_MS = 2_000;

interface Place {
  readonly x: number;
  readonly y: number;
  /**
   * When the position arrived here, in monotonic ms. The time of the picture would not do: a delayed camera would show
   * no people.
   */
  readonly toldMs: number;
}

interface Shown {
  readonly spaces: readonly Pick<StoreView['spaces'][number], 'id'>[];
  readonly zones: readonly Pick<StoreView['zones'][number], 'id' | 'space'>[];
}

/** The present position of each tracked person. */
export class LivePositions implements TrackObserver {
  readonly #places = new Map<SpaceId, Map<number, Place>>();
  readonly #nowMs: () => number;
  #at = 0 as EpochMs;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  moved(space: SpaceId, person: number, at: EpochMs, { x, y }: Point): void {
    let people = this.#places.get(space);
    if (people === undefined) {
      people = new Map();
      this.#places.set(space, people);
    }
    people.set(person, { x, y, toldMs: this.#nowMs() });
    if (at > this.#at) this.#at = at;
  }

  ended(space: SpaceId, person: number): void {
    this.#places.get(space)?.delete(person);
  }

  resumed(): void {}

  advanced(_space: SpaceId, at: EpochMs): void {
    if (at > this.#at) this.#at = at;
  }

  /** Returns the people to draw, with what the engine counts at this moment. */
  live({ spaces, zones }: Shown, { rules, isStaff }: Counts): Omit<LivePeople, 'occupancy'> {
    const nowMs = this.#nowMs();
    const people = spaces.flatMap(({ id }, space) => {
      const counted = new Set(
        zones.flatMap((zone) =>
          zone.space === id ? [...(rules?.live.zones.get(zone.id as ZoneId)?.people.keys() ?? [])] : [],
        ),
      );
      return [...(this.#places.get(id as SpaceId) ?? [])].flatMap(([person, { x, y, toldMs }]) => {
        const isSeen = nowMs - toldMs <= SHOWN_MS;
        if (!isSeen && !counted.has(person)) return [];
        const look = !isSeen ? 2 : isStaff(id as SpaceId, person) ? 1 : 0;
        return [[space, person, shown(x), shown(y), look] as const];
      });
    });
    const at = Math.max(this.#at, rules?.now ?? 0) as EpochMs;
    return { at, people, ...countZones(zones, rules) };
  }
}

type Counts = Pick<Engine, 'rules' | 'isStaff'>;

/** Returns the present counts of zones, the same as for rules and local outputs. They do not include staff. */
function countZones(
  shown: Shown['zones'],
  rules: Counts['rules'],
): Pick<LivePeople, 'visits' | 'waiting' | 'heads'> {
  const zones = shown.flatMap(({ id }, i) => {
    const zone = rules?.live.zones.get(id as ZoneId);
    return zone === undefined ? [] : [{ zone, i }];
  });
  const now = rules?.now ?? 0;
  return {
    visits: zones.flatMap(({ zone, i }) =>
      Array.from(zone.people, ([person, since]) => [i, person, since] as const),
    ),
    waiting: zones.flatMap(({ zone, i }) =>
      zone.isQueue ? [[i, zone.queueLength, zone.predictWaitS(now)] as const] : [],
    ),
    heads: zones.flatMap(({ zone, i }) =>
      zone.heads.count === null ? [] : [[i, zone.heads.count] as const],
    ),
  };
}

/** Rounds to 0.01 (a centimetre, or 0.01 pixel). Finer steps would be invisible. */
function shown(value: number): number {
  return Math.round(value * 100) / 100;
}
