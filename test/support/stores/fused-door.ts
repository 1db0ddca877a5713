import { DoorTracker } from '../../../src/core/doors/door-tracker.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, LineId, SensorId } from '../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../src/core/model/observation.ts';
import { Random } from '../seeded-random.ts';
import { beamsModel, cameraModel } from '../sensor-models.ts';
import type { DoorScene, TruePassage } from './beam-door.ts';
import { beamDoor } from './beam-door.ts';

export const BEAM = 'beam' as SensorId;
export const CAMERA = 'camera' as SensorId;
const LINE = 'line' as LineId;
export const STORE = {
  doors: [{ id: 'door' as DoorId, sensors: [BEAM], lines: [LINE] }],
  lines: [{ id: LINE, sensors: [CAMERA] }],
  sensors: [beamsModel(BEAM), cameraModel(CAMERA)],
};

export interface FusedScene extends DoorScene {
  /** Share of people that the camera's line misses. */
  readonly cameraMisses: number;
  /** When the camera is unplugged; the beam goes on alone. */
  readonly cameraUntilMs: number;
  /** From when on the camera, though up, counts nobody. */
  readonly cameraBlindFromMs?: number;
}

interface Event {
  readonly at: number;
  readonly play: () => void;
}

/** Plays a scene through a door with a beam pair and a camera line; times of facts are from `start`. */
export function playFusedDoor(
  scene: FusedScene,
  start = Date.UTC(2026, 0, 5),
): { facts: Fact[]; truth: TruePassage[]; durationMs: number } {
  const { edges, truth, durationMs } = beamDoor(scene);
  const random = new Random(scene.seed + 1);
  const facts: Fact[] = [];
  const doors = new DoorTracker(STORE, (fact) => facts.push(fact));
  const see = (observation: SensorObservation) => doors.observe(observation);
  const time = (at: number) => (start + at) as EpochMs;
  const events: Event[] = [];
  for (const beam of ['a', 'b'] as const) {
    events.push({
      at: 0,
      play: () => see({ kind: 'BeamsCrossed', sensor: BEAM, at: time(0), beam, blocked: false }),
    });
  }
  for (const { at, beam, blocked } of edges) {
    events.push({ at, play: () => see({ kind: 'BeamsCrossed', sensor: BEAM, at: time(at), beam, blocked }) });
  }
  const blindFromMs = Math.min(scene.cameraUntilMs, scene.cameraBlindFromMs ?? scene.cameraUntilMs);
  for (const passage of truth) {
    for (let person = 0; person < passage.people; person++) {
      const at = Math.round(passage.at + 300 * person);
      if (at >= blindFromMs || random.chance(scene.cameraMisses)) continue;
      const { direction } = passage;
      events.push({
        at,
        play: () =>
          doors.lineCrossed({
            kind: 'LineCrossed',
            line: LINE,
            at: time(at),
            person: 1,
            direction,
            x: 0,
            y: 0,
          }),
      });
    }
  }
  for (let at = 0; at <= durationMs + 120_000; at += 5_000) {
    events.push({
      at,
      play: () => {
        see({ kind: 'SensorAlive', sensor: BEAM, at: time(at) });
        if (at < scene.cameraUntilMs) see({ kind: 'SensorAlive', sensor: CAMERA, at: time(at) });
        doors.advance(time(at));
      },
    });
  }
  for (const { play } of events.sort((a, b) => a.at - b.at)) play();
  return { facts, truth, durationMs };
}

/** People told between two times, and people who truly passed then. */
export function countBetween(
  { facts, truth }: { readonly facts: readonly Fact[]; readonly truth: readonly TruePassage[] },
  direction: 'in' | 'out',
  [from, to]: readonly [number, number],
  start = Date.UTC(2026, 0, 5),
): { counted: number; passed: number } {
  const counted = facts
    .filter((fact) => fact.kind === 'DoorCrossed')
    .filter((fact) => fact.direction === direction && fact.at - start >= from && fact.at - start < to)
    .reduce((sum, { count }) => sum + count, 0);
  const passed = truth
    .filter((passage) => passage.direction === direction && passage.at >= from && passage.at < to)
    .reduce((sum, { people }) => sum + people, 0);
  return { counted, passed };
}
