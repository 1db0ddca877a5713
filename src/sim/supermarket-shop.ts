/** A supermarket of 860 m²: high shelves, five tills, three thousand customers a day, a camera to each aisle. */
import type { DoorId, SensorId, TagId } from '../core/types.ts';
import type { ShopLayout, SimTag, Till } from './layout.ts';
import type { Attractor, Scenario } from './scenario.ts';
import type { Shop } from './shop-parts.ts';
import { attractor, box, camera, zone } from './shop-parts.ts';

const DOOR = 'main' as DoorId;
const FPS = 4;
/** Left edges of the shelves between the aisles. */
const SHELVES_M = [6, 11, 16, 21, 26];
const TILLS_M = [14, 17, 20, 23, 26];

const till = (x: number, index: number): Till => ({
  id: `till-${index + 1}`,
  serve: { x, y: 18.6 },
  queue: [{ x, y: 14.4 }],
  sales: { topic: `pos/till-${index + 1}/sale` },
});

const aisleCamera = (aisle: number, x: number) =>
  camera(`aisle-${aisle}-camera`, FPS, {
    x,
    y: 1.3,
    heightM: 4,
    panDeg: 90,
    tiltDeg: 33,
    horizontalFovDeg: 95,
  });

const trolley = (index: number): SimTag => ({
  tag: `trolley-${index}` as TagId,
  everyMs: 2_000,
  powerAt1mDbm: -61,
  powerErrorDb: (index % 5) - 2,
  carrier: { kind: 'visitor', parked: { x: 4 + index * 0.2, y: 23.2 } },
});

const LAYOUT: ShopLayout = {
  floor: { widthM: 36, heightM: 24 },
  walls: [],
  shelves: [
    ...SHELVES_M.map((x) => ({ polygon: box(x, 3.2, x + 1.2, 13), heightM: 1.8 })),
    { polygon: box(2, 0, 35, 0.9), heightM: 2 },
    { polygon: box(35.1, 2, 36, 20), heightM: 2 },
    { polygon: box(1.6, 5.5, 3, 10), heightM: 0.9 },
    // A rail: who has paid comes to the door from above, and not along the wall.
    { polygon: box(9.6, 20.5, 9.8, 24), heightM: 1 },
    ...TILLS_M.map((x) => ({ polygon: box(x - 1.2, 17.4, x - 0.6, 19.8), heightM: 1 })),
  ],
  zones: [
    zone('produce', box(0.4, 4, 5.6, 11.5)),
    zone('aisle-1', box(7.2, 3.2, 11, 13)),
    zone('aisle-2', box(12.2, 3.2, 16, 13)),
    zone('aisle-3', box(17.2, 3.2, 21, 13)),
    zone('aisle-4', box(22.2, 3.2, 26, 13)),
    zone('dairy', box(28, 4, 35.1, 13)),
    zone('tills', box(13, 13.8, 28, 19.6)),
  ],
  doors: [
    {
      id: DOOR,
      from: { x: 5, y: 24 },
      to: { x: 8, y: 24 },
      inside: { x: 0, y: -1 },
      street: { from: { x: -2, y: 26.5 }, to: { x: 38, y: 26.5 }, widthM: 4 },
    },
  ],
  tills: TILLS_M.map(till),
  cameras: [
    aisleCamera(1, 9.1),
    aisleCamera(2, 14.1),
    aisleCamera(3, 19.1),
    aisleCamera(4, 24.1),
    camera('produce-camera', FPS, {
      x: 0.3,
      y: 1.4,
      heightM: 4,
      panDeg: 62,
      tiltDeg: 38,
      horizontalFovDeg: 100,
    }),
    camera('dairy-camera', FPS, {
      x: 34.6,
      y: 1.4,
      heightM: 4,
      panDeg: 125,
      tiltDeg: 36,
      horizontalFovDeg: 105,
    }),
    camera('tills-camera', FPS, {
      x: 20.5,
      y: 22.5,
      heightM: 4,
      panDeg: -90,
      tiltDeg: 36,
      horizontalFovDeg: 110,
    }),
    camera('door-camera', FPS, {
      x: 6.5,
      y: 17.5,
      heightM: 3.5,
      panDeg: 90,
      tiltDeg: 40,
      horizontalFovDeg: 90,
    }),
  ],
  beams: [],
  counters: [
    {
      sensor: 'counter' as SensorId,
      door: DOOR,
      path: '/dev/sim-counter',
      everyMs: 5_000,
      missShare: 0.03,
      doubleShare: 0.01,
    },
  ],
  receivers: [6, 18, 30].flatMap((x, i) =>
    [6, 18].map((y, j) => ({
      sensor: `receiver-${2 * i + j}` as SensorId,
      adapter: `sim-hci${2 * i + j}`,
      x,
      y,
      z: 3,
      gainDb: [-3, 2, 0, 4, -1, 1][2 * i + j] ?? 0,
    })),
  ),
  tags: Array.from({ length: 12 }, (_, i) => trolley(i + 1)),
  buttons: [],
};

/** Four places on each side of an aisle. */
const aisleStops = (aisle: number, leftX: number): Attractor[] =>
  [4.5, 7, 9.5, 12].flatMap((y, i) => [
    attractor(`aisle-${aisle}-left-${i}`, leftX + 0.55, y, 1, 14),
    attractor(`aisle-${aisle}-right-${i}`, leftX + 3.25, y, 1, 14),
  ]);

const HOURS = { fromMinute: 8 * 60, toMinute: 20 * 60 };

const SCENARIO: Scenario = {
  utcOffsetMs: 0,
  opening: [...Array.from({ length: 6 }, () => HOURS), null],
  visitorsPerHour: [
    0, 0, 0, 0, 0, 0, 0, 0, 160, 200, 240, 250, 260, 220, 220, 250, 320, 380, 330, 170, 0, 0, 0, 0,
  ],
  weekdayWeights: [0.95, 1, 0.95, 1, 1.2, 1.25, 0],
  passersByPerHour: [
    5, 5, 5, 5, 5, 10, 40, 90, 120, 120, 140, 150, 160, 150, 150, 160, 200, 220, 180, 120, 60, 40, 20, 10,
  ],
  groupSizes: [0.72, 0.22, 0.05, 0.01],
  staff: TILLS_M.map((x) => ({ ...HOURS, post: { x: x - 0.1, y: 20.4 } })),
  attractors: [
    attractor('fruit', 0.9, 6, 2, 18),
    attractor('vegetables', 0.9, 9, 2, 18),
    attractor('salad', 3.6, 7.5, 2, 15),
    ...aisleStops(1, 7.2),
    ...aisleStops(2, 12.2),
    ...aisleStops(3, 17.2),
    ...aisleStops(4, 22.2),
    attractor('milk', 34.5, 5.5, 2, 12),
    attractor('cheese', 34.5, 8.5, 1.5, 22),
    attractor('yoghurt', 34.5, 11.5, 1.5, 18),
    attractor('bread', 28.3, 6, 1.5, 12),
  ],
  stopsMean: 6,
  buyShare: 0.92,
  service: { medianS: 42, sigma: 0.6 },
  patience: { medianS: 900, sigma: 0.5 },
  turnBackShare: 0.01,
  promotions: [],
  phones: { share: 0.7, everyMs: 20_000 },
  feedback: { share: 0, answers: [1] },
  faults: [],
};

export function supermarketShop(): Shop {
  return { layout: LAYOUT, scenario: SCENARIO };
}
