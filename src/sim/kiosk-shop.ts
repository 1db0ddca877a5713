/** A kiosk in a station: small, hurried, its one camera over the counter. */
import type { DoorId, SensorId } from '../core/types.ts';
import type { ShopLayout } from './layout.ts';
import type { Scenario } from './scenario.ts';
import type { Shop } from './shop-parts.ts';
import { attractor, box, camera, zone } from './shop-parts.ts';

const DOOR = 'front' as DoorId;

const LAYOUT: ShopLayout = {
  floor: { widthM: 7, heightM: 5 },
  walls: [],
  shelves: [
    { polygon: box(0, 0.8, 0.5, 4.2), heightM: 1.7 },
    { polygon: box(6.5, 1.8, 7, 4.4), heightM: 1.7 },
    { polygon: box(2.6, 2.2, 3.6, 3), heightM: 0.5 },
    { polygon: box(4.2, 0.7, 6.2, 1.1), heightM: 1.1 },
  ],
  zones: [
    zone('papers', box(0.5, 0.8, 2.2, 4.2)),
    zone('fridge', box(5, 2.3, 6.5, 4.4)),
    zone('snacks', box(2.2, 1.8, 4.2, 3.6)),
    zone('till', box(3.2, 1.1, 6.4, 1.8)),
  ],
  doors: [
    {
      id: DOOR,
      from: { x: 2.6, y: 5 },
      to: { x: 4.6, y: 5 },
      inside: { x: 0, y: -1 },
      street: { from: { x: -3, y: 7 }, to: { x: 10, y: 7 }, widthM: 3.6 },
    },
  ],
  tills: [
    { id: 'till', serve: { x: 5.2, y: 1.5 }, queue: [{ x: 2.4, y: 1.5 }], sales: { topic: 'pos/till/sale' } },
  ],
  cameras: [
    camera('counter-camera', 5, {
      x: 6.8,
      y: 0.2,
      heightM: 3,
      panDeg: 133,
      tiltDeg: 42,
      horizontalFovDeg: 110,
    }),
  ],
  beams: [
    {
      sensor: 'beams' as SensorId,
      door: DOOR,
      chip: 'sim-gpio',
      lineA: 'GPIO17',
      lineB: 'GPIO27',
      insideAM: -0.04,
      insideBM: 0.04,
      blockedLevel: 'low',
      bounceShare: 0.1,
    },
  ],
  counters: [],
  receivers: [],
  tags: [],
  buttons: [],
};

const HOURS = { fromMinute: 5.5 * 60, toMinute: 22 * 60 };

const SCENARIO: Scenario = {
  utcOffsetMs: 0,
  opening: Array.from({ length: 7 }, () => HOURS),
  visitorsPerHour: [
    0, 0, 0, 0, 0, 40, 90, 140, 150, 90, 60, 60, 80, 75, 60, 70, 100, 140, 110, 70, 45, 30, 0, 0,
  ],
  weekdayWeights: [1.1, 1.05, 1, 1.05, 1.15, 0.7, 0.5],
  passersByPerHour: [
    20, 10, 5, 5, 40, 200, 700, 1200, 1300, 700, 450, 450, 550, 500, 450, 500, 800, 1200, 1000, 600, 350, 250,
    150, 60,
  ],
  groupSizes: [0.9, 0.09, 0.01],
  staff: [{ ...HOURS, post: { x: 5.2, y: 0.35 } }],
  attractors: [
    attractor('dailies', 1, 1.8, 1, 12),
    attractor('magazines', 1, 3.3, 0.6, 45),
    attractor('drinks', 6, 3, 1.2, 10),
    attractor('sandwiches', 6, 3.9, 0.8, 14),
    attractor('sweets', 3.1, 1.95, 0.8, 8),
    attractor('crisps', 3.1, 3.3, 0.6, 8),
  ],
  stopsMean: 1.3,
  buyShare: 0.85,
  service: { medianS: 14, sigma: 0.5 },
  patience: { medianS: 150, sigma: 0.5 },
  turnBackShare: 0.03,
  promotions: [],
  phones: { share: 0.8, everyMs: 5_000 },
  feedback: { share: 0, answers: [1] },
  faults: [],
};

export function kioskShop(): Shop {
  return { layout: LAYOUT, scenario: SCENARIO };
}
