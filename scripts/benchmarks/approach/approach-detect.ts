import type { EpochMs, ZoneId } from '../../../src/core/model/ids.ts';
import type { ZoneModel } from '../../../src/core/model/store-model.ts';
import type { ApproachTuning } from '../../../src/core/rules/approach-detector.ts';
import { ApproachDetector } from '../../../src/core/rules/approach-detector.ts';
import { PeopleTracker } from '../../../src/core/tracking/people-tracker.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';
import { observedBoxes, toTime } from '../tracking/mot-run.ts';
import type { Entry, Scene, Zone } from './approach-scene.ts';
import { findPerson, JUST_LEFT_MS } from './approach-scene.ts';

export const LEAD_MS = 2_000;

export interface Alarm extends Entry {
  lastAt: number;
}

export type Detect = (scene: Scene) => Alarm[];

/** The product's own detector behind the product's own tracker. */
export function detectApproaches(tuning: ApproachTuning): Detect {
  return (scene) => {
    const { sequence, sureScore, frames, zones } = scene;
    const open = new Map<string, Alarm>();
    const alarms: Alarm[] = [];
    const detectors = zones.map((zone, i) => {
      const model = toZoneModel(zone, i);
      const state = { people: 0 };
      const detector = new ApproachDetector(
        [{ zone: model, withinMs: LEAD_MS }],
        () => false,
        (_zone, people) => {
          state.people = people;
        },
        tuning,
      );
      return { detector, state };
    });
    const personOf = new Map<number, number | undefined>();
    let now = 0 as EpochMs;
    const tracker = new PeopleTracker(
      { frame: sequence, sureScore },
      {
        moved: (track, at, x, y, headY = y) => {
          const person = personOf.get(track) ?? findPerson(scene, now, x, y);
          personOf.set(track, person);
          detectors.forEach(({ detector, state }, i) => {
            const before = state.people;
            detector.moved(track, at, x, y, y - headY);
            mark(
              { open, alarms, key: `${track}/${i}`, entry: { person: person ?? -track, zone: i, at: now } },
              state.people - before,
            );
          });
        },
        joined: () => undefined,
        ended: (track) => {
          for (const { detector } of detectors) detector.ended(track);
        },
      },
    );
    for (const frame of frames) {
      now = toTime(sequence, frame);
      personOf.clear();
      tracker.update(now, observedBoxes(sequence, frame));
      for (const alarm of open.values()) alarm.lastAt = now;
    }
    return alarms;
  };
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
  return (scene) => {
    const { sequence, sureScore, frames, zones } = scene;
    const ring = new Ring(reach);
    const tracker = new PeopleTracker(
      { frame: sequence, sureScore },
      { moved: () => undefined, joined: () => undefined, ended: () => undefined },
    );
    for (const frame of frames) {
      const at = toTime(sequence, frame);
      tracker.update(at, observedBoxes(sequence, frame));
      tracker.forEachTrack((track, { left, top, width, height }) => {
        const [x, y] = [left + width / 2, top + height];
        const person = findPerson(scene, at, x, y) ?? -track;
        zones.forEach((zone, i) => {
          ring.see(`${track}/${i}`, findDistance(zone, x, y) / height, { person, zone: i, at });
        });
      });
    }
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
