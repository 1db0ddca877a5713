import type { Json } from '../../core/model/ids.ts';
import type { Point } from '../../core/model/shapes.ts';
import { evenPlaces } from '../report/even-places.ts';
import { SCENARIO_VERSION } from '../scenario/scenario-file.ts';
import type { NewCamera, NewLayout } from './new-layout.ts';
import { along, findPose, pair } from './new-layout.ts';

/** Floor area per place at which people stop, in m². */
const FLOOR_PER_STOP = 15;
const MOST_STOPS = 24;
/** Distance between the customer being served and the first who waits. */
const FIRST_WAITS_M = 0.9;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const OPEN = { from: '09:00', to: '19:00' };
/** Visitors per hour of a small store. The owner replaces them. */
const VISITORS = [0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 35, 45, 55, 55, 45, 45, 50, 55, 40, 0, 0, 0, 0, 0];

/** Makes the scenario of a new layout, with typical customers. The user edits what the plan does not show. */
export function newScenario(layout: NewLayout, settingsFile: string): Json {
  return {
    ...{ version: SCENARIO_VERSION, name: layout.name, settings: settingsFile, day: '2026-03-03' },
    walls: layout.walls.map((wall) => wall.map(pair)),
    doors: Object.fromEntries(
      layout.doors.map(({ id, from, to }) => [id, { from: pair(from), to: pair(to) }]),
    ),
    tills: layout.tills.map((till) => ({
      ...{ id: till.id, serve: pair(till), topic: saleTopic(till.id) },
      queue: [pair(along(till, till.lineTo, FIRST_WAITS_M)), pair(till.lineTo)],
    })),
    cameras: Object.fromEntries(layout.cameras.map((camera) => [camera.id, mount(camera)])),
    opening: Object.fromEntries(DAYS.map((day) => [day, { ...OPEN }])),
    ...{ visitorsPerHour: VISITORS, weekdayWeights: DAYS.map(() => 1) },
    passersByPerHour: VISITORS.map((visitors) => 3 * visitors),
    ...{ groupSizes: [0.7, 0.23, 0.05, 0.02], stopsMean: 3, buyShare: 0.4, turnBackShare: 0.03 },
    service: { medianSeconds: 40, sigma: 0.5 },
    patience: { medianSeconds: 420, sigma: 0.5 },
    products: findStops(layout).map((place, i) => ({
      ...{ id: stopId(i), position: pair(place), dwell: { medianSeconds: 20, sigma: 0.7 } },
    })),
  };
}

export function stopId(index: number): string {
  return `stop-${index + 1}`;
}

export function saleTopic(till: string): string {
  return `pos/${till}/sale`;
}

/** Returns places spread over the floor, away from walls, tills and their queues. */
export function findStops({ floor, walls, tills }: NewLayout): Point[] {
  const wanted = Math.round((floor.widthM * floor.heightM) / FLOOR_PER_STOP);
  const places = evenPlaces(floor.widthM, floor.heightM, Math.max(2, Math.min(MOST_STOPS, wanted)));
  const taken = [
    ...walls.map((wall) => ({ corners: wall, roomM: 0.4 })),
    ...tills.map((till) => ({ corners: [till, till.lineTo], roomM: 1.2 })),
  ];
  return places.filter(({ x, y }) => !taken.some(({ corners, roomM }) => isNear(corners, { x, y }, roomM)));
}

/** True within `roomM` of the upright rectangle around the corners. */
function isNear(corners: readonly Point[], { x, y }: Point, roomM: number): boolean {
  const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
  const isWithin = (at: number, ends: readonly number[]) =>
    at > Math.min(...ends) - roomM && at < Math.max(...ends) + roomM;
  return isWithin(x, xs) && isWithin(y, ys);
}

function mount(camera: NewCamera): Json {
  const { x, y, heightM, panDeg, tiltDeg, horizontalFovDeg } = findPose(camera);
  return {
    ...{ x, y, heightMetres: heightM, panDegrees: panDeg, tiltDegrees: tiltDeg },
    fieldOfViewDegrees: horizontalFovDeg,
  };
}
