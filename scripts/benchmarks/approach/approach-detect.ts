import type { SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { ZoneModel } from '../../../src/core/model/store-model.ts';
import type { ApproachTuning } from '../../../src/core/rules/approach-detector.ts';
import { ApproachDetector } from '../../../src/core/rules/approach-detector.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';
import type { Entry, Scene, Zone } from './approach-scene.ts';
import { JUST_LEFT_MS } from './approach-scene.ts';
import type { Moved } from './approach-tracks.ts';

export const LEAD_MS = 2_000;

export interface Alarm extends Entry {
  lastAt: number;
}

export type Detect = (scene: Scene) => Alarm[];

/** The product's own detector behind the product's own tracker. */
export function detectApproaches(tuning: ApproachTuning): Detect {
  return ({ zones, tracked }) => {
    const detectors = zones.map((zone, i) => createDetector(zone, i, tuning));
    const book = new AlarmBook();
    const move = ({ track, at, x, y, height, person = -track }: Moved, now: number) => {
      detectors.forEach(({ detector, state }, i) => {
        const before = state.people;
        detector.moved(track, at, x, y, height);
        book.count(`${track}/${i}`, { person, zone: i, at: now }, state.people - before);
      });
    };
    for (const { now, events } of tracked) {
      for (const event of events)
        if ('isEnded' in event) for (const { detector } of detectors) detector.ended(event.track);
        else move(event, now);
      book.advance(now);
    }
    return book.alarms;
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

/** Alarms that were given, and which of them go on. */
class AlarmBook {
  readonly alarms: Alarm[] = [];
  readonly open = new Map<string, Alarm>();

  /** `change`: 1 where one person more is on the way, −1 where one is no longer. */
  count(key: string, entry: Entry, change: number): void {
    if (change < 0) this.open.delete(key);
    if (change <= 0) return;
    const alarm = { ...entry, lastAt: entry.at };
    this.alarms.push(alarm);
    this.open.set(key, alarm);
  }

  advance(now: number): void {
    for (const alarm of this.open.values()) alarm.lastAt = now;
  }
}

function toZoneModel({ left, top, right, bottom }: Zone, i: number): ZoneModel {
  const polygon = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  const space = 'camera' as SensorId;
  return { id: `z${i}` as ZoneId, space, polygon, growBy: 0, thresholds: THRESHOLDS, sensors: [] };
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
    return ring.book.alarms;
  };
}

function findDistance({ left, top, right, bottom }: Zone, x: number, y: number): number {
  return Math.hypot(Math.max(0, left - x, x - right), Math.max(0, top - y, y - bottom));
}

class Ring {
  readonly book = new AlarmBook();
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
    const alarm = this.book.open.get(key);
    if (isNear && alarm !== undefined) alarm.lastAt = entry.at;
    else if (isNear) this.book.count(key, entry, 1);
    else if (alarm !== undefined && entry.at - alarm.lastAt >= 1_000) this.book.open.delete(key);
  }
}
