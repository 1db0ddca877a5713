import type { ZoneId } from '../../../src/core/model/ids.ts';
import type { ZoneModel } from '../../../src/core/model/store-model.ts';
import type { ApproachTuning } from '../../../src/core/rules/approach-detector.ts';
import { ApproachDetector } from '../../../src/core/rules/approach-detector.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';
import type { Entry, Scene, Zone } from './approach-scene.ts';
import { JUST_LEFT_MS } from './approach-scene.ts';

export const LEAD_MS = 2_000;

export interface Alarm extends Entry {
  lastAt: number;
}

export type Detect = (scene: Scene) => Alarm[];

/** The product's own detector behind the product's own tracker. */
export function detectApproaches(tuning: ApproachTuning): Detect {
  return ({ zones, tracked }) => {
    const open = new Map<string, Alarm>();
    const alarms: Alarm[] = [];
    const detectors = zones.map((zone, i) => createDetector(zone, i, tuning));
    for (const { now, events } of tracked) {
      const personOf = new Map<number, number | undefined>();
      for (const event of events) {
        if ('isEnded' in event) for (const { detector } of detectors) detector.ended(event.track);
        else {
          const { track, at, x, y, height } = event;
          const person = personOf.get(track) ?? event.person;
          personOf.set(track, person);
          detectors.forEach(({ detector, state }, i) => {
            const before = state.people;
            detector.moved(track, at, x, y, height);
            mark(
              { open, alarms, key: `${track}/${i}`, entry: { person: person ?? -track, zone: i, at: now } },
              state.people - before,
            );
          });
        }
      }
      for (const alarm of open.values()) alarm.lastAt = now;
    }
    return alarms;
  };
}

/** A detector for one zone, and how many people it says are on their way. */
function createDetector(
  zone: Zone,
  i: number,
  tuning: ApproachTuning,
): { readonly detector: ApproachDetector; readonly state: { readonly people: number } } {
  const state = { people: 0 };
  const detector = new ApproachDetector(
    [{ zone: toZoneModel(zone, i), withinMs: LEAD_MS }],
    () => false,
    (_zone, people) => {
      state.people = people;
    },
    tuning,
  );
  return { detector, state };
}

interface Marking {
  readonly open: Map<string, Alarm>;
  readonly alarms: Alarm[];
  readonly key: string;
  readonly entry: Entry;
}

function mark({ open, alarms, key, entry }: Marking, change: number): void {
  if (change > 0) {
    const alarm = { ...entry, lastAt: entry.at };
    alarms.push(alarm);
    open.set(key, alarm);
  } else if (change < 0) open.delete(key);
}

function toZoneModel({ left, top, right, bottom }: Zone, i: number): ZoneModel {
  const polygon = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  return { id: `z${i}` as ZoneId, space: 'floor', polygon, growBy: 0, thresholds: THRESHOLDS, sensors: [] };
}

/** Reference: an alarm while a tracked person is outside the zone and within `reach` heights of it. */
export function detectRing(reach: number): Detect {
  return ({ zones, tracked }) => {
    const ring = new Ring(reach);
    for (const { now, places } of tracked)
      for (const { track, x, y, height, person = -track } of places)
        zones.forEach((zone, i) => {
          ring.see(`${track}/${i}`, findDistance(zone, x, y) / height, { person, zone: i, at: now });
        });
    return ring.alarms;
  };
}

function findDistance({ left, top, right, bottom }: Zone, x: number, y: number): number {
  return Math.hypot(Math.max(0, left - x, x - right), Math.max(0, top - y, y - bottom));
}

class Ring {
  readonly alarms: Alarm[] = [];
  readonly #open = new Map<string, Alarm>();
  readonly #insideAt = new Map<string, number>();
  readonly #reach: number;

  constructor(reach: number) {
    this.#reach = reach;
  }

  /** `heights`: distance to the zone. */
  see(key: string, heights: number, entry: Entry): void {
    if (heights === 0) this.#insideAt.set(key, entry.at);
    const hasJustLeft = entry.at - (this.#insideAt.get(key) ?? 0) < JUST_LEFT_MS;
    const isNear = heights > 0 && heights <= this.#reach && !hasJustLeft;
    const alarm = this.#open.get(key);
    if (isNear && alarm !== undefined) alarm.lastAt = entry.at;
    else if (isNear) mark({ open: this.#open, alarms: this.alarms, key, entry }, 1);
    else if (alarm !== undefined && entry.at - alarm.lastAt >= 1_000) this.#open.delete(key);
  }
}
