import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { Engine } from '../../../src/core/engine/engine.ts';
import { fitHomography } from '../../../src/core/geometry/homography.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { EpochMs, LineId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import type { Door, SimCamera } from '../../../src/sim/model/layout.ts';
import { calibrationPairs } from '../../../src/sim/physics/camera-view.ts';
import type { SimStore } from '../../../src/sim/scenario/build-store.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import { StoreTruth } from '../../../src/sim/truth/store-truth.ts';
import { openShippedStore } from './shipped-store.ts';

const NOON_HOUR = 12;
const MINUTE_MS = 60_000;
/** A line at the threshold needs room for its margin on the near side. */
const INSIDE_THE_DOOR_M = 0.35;

/** A zone or a way through the door: what truly happened, and what the floor plan says. */
export interface FloorResult {
  readonly what: string;
  readonly truth: number;
  readonly told: number;
}

/** All cameras calibrated, and every zone and the door's line drawn once, on the plan. */
function onePlan(model: StoreModel, { layout }: SimStore): StoreModel {
  const cameras = new Map(layout.cameras.map((camera) => [camera.sensor, camera]));
  const sensors = [...cameras.keys()];
  const shared = model.zones[0]?.thresholds;
  if (shared === undefined) throw new Error('a shop without zones');
  return {
    ...model,
    sensors: model.sensors.map((sensor) => {
      const camera = cameras.get(sensor.id);
      return camera === undefined ? sensor : { ...sensor, pictureToFloor: calibrated(camera) };
    }),
    zones: layout.zones.flatMap(({ id, polygon }) => {
      const zone = model.zones.find((candidate) => candidate.id === id);
      return zone === undefined ? [] : [{ ...zone, space: 'floor' as const, growBy: 0.3, polygon, sensors }];
    }),
    lines: layout.doors.map((door) => ({
      id: door.id as string as LineId,
      space: 'floor',
      ...lineInside(door),
      hysteresis: 0.3,
      thresholds: shared,
      sensors,
    })),
    doors: [],
  };
}

function calibrated(camera: SimCamera) {
  const pairs = calibrationPairs(camera).map(({ floor, pixel }) => ({ picture: pixel, floor }));
  const fit = fitHomography(pairs);
  if (fit === undefined) throw new Error(`${camera.sensor} cannot be calibrated`);
  return fit.pictureToFloor;
}

function lineInside({ from, to, inside }: Door) {
  const shift = ({ x, y }: Door['from']) => ({
    x: x + INSIDE_THE_DOOR_M * inside.x,
    y: y + INSIDE_THE_DOOR_M * inside.y,
  });
  const isRight = (to.x - from.x) * inside.y - (to.y - from.y) * inside.x > 0;
  return { from: shift(from), to: shift(to), inSide: isRight ? ('right' as const) : ('left' as const) };
}

/** The busy hours of a shipped shop, from its cameras' boxes to zones and lines on its plan. */
export async function watchFloor(name: string, minutes: number, seed: number): Promise<FloorResult[]> {
  const { shop, settings } = await openShippedStore(name);
  const { layout, scenario } = shop;
  const fromMs = shop.midnightMs + NOON_HOUR * 60 * MINUTE_MS;
  const untilMs = fromMs + minutes * MINUTE_MS;
  const clock = new VirtualClock(fromMs);
  const truth = new StoreTruth(layout);
  const { links } = createSimStore({ layout, scenario, seed, clock, witnesses: [truth] });
  const facts: Fact[] = [];
  const engine = new Engine(onePlan(buildStoreModel(settings), shop), {
    fact: (fact) => facts.push(fact),
    summary: () => undefined,
  });
  const stop = new AbortController();
  const watched = layout.cameras.map(async ({ sensor, source }) => {
    const detector = { model: 'simulated', minScore: 0.25 };
    const options = { source, detector, pace: 'every' as const };
    for await (const { at, boxes } of links.camera.frames(options, stop.signal))
      engine.step({ kind: 'PeopleSeen', sensor, at, boxes });
  });
  for (let ms = fromMs; ms < untilMs; ms += 1000) {
    await clock.run({ untilMs: ms + 1000 });
    engine.step({ kind: 'Tick', at: ms as EpochMs });
  }
  stop.abort();
  await Promise.allSettled(watched);
  return compare(shop, truth, facts, untilMs);
}

function compare(
  { layout }: SimStore,
  truth: StoreTruth,
  facts: readonly Fact[],
  untilMs: number,
): FloorResult[] {
  const visits = truth.visitsUntil(untilMs);
  const zones = layout.zones.map(({ id }, n) => ({
    what: `${id}, person-seconds`,
    truth: seconds(
      visits.filter((visit) => visit.zone === n && Number.isFinite(visit.leftMs)),
      ({ enteredMs, leftMs }) => leftMs - enteredMs,
    ),
    told: seconds(
      facts.filter((fact) => fact.kind === 'ZoneLeft').filter(({ zone }) => zone === id),
      ({ dwellMs }) => dwellMs,
    ),
  }));
  const lines = (['in', 'out'] as const).map((direction) => ({
    what: `line, ${direction}`,
    truth: truth.crossings.filter((one) => one.direction === direction && !one.isTakenBack).length,
    told: facts.filter((fact) => fact.kind === 'LineCrossed' && fact.direction === direction).length,
  }));
  return [...zones, ...lines];
}

function seconds<T>(all: readonly T[], length: (one: T) => number): number {
  return all.reduce((sum, one) => sum + length(one), 0) / 1000;
}
