/**
 * A small boutique to play with: one door with beams, a counter and a camera that sees the floor, four receivers.
 * `createSimShop({ ...demoShop(), seed: 1, clock })` opens it, `settingsOf(demoShop().layout)` is its settings file.
 */
import type { DoorId, SensorId, TagId } from '../core/types.ts';
import type { ShopLayout, SimReceiver, SimTag } from './layout.ts';
import type { Scenario } from './scenario.ts';
import type { Shop } from './shop-parts.ts';
import { attractor, box, camera, zone } from './shop-parts.ts';

const DOOR = 'front' as DoorId;
const CHIP = 'sim-gpio';

const receiver = (corner: number, x: number, y: number, gainDb: number): SimReceiver => ({
  sensor: `receiver-${corner}` as SensorId,
  adapter: `sim-hci${corner}`,
  x,
  y,
  z: 2.4,
  gainDb,
});

const tag = (id: string, carrier: SimTag['carrier'], powerErrorDb: number): SimTag => ({
  tag: id as TagId,
  everyMs: 500,
  powerAt1mDbm: -61,
  powerErrorDb,
  carrier,
});

const LAYOUT: ShopLayout = {
  floor: { widthM: 12, heightM: 8 },
  walls: [],
  shelves: [
    { polygon: box(0, 1, 0.6, 7), heightM: 1.8 },
    { polygon: box(11.4, 1, 12, 7), heightM: 1.8 },
    { polygon: box(3.2, 3.7, 4.6, 5.1), heightM: 0.6 },
    { polygon: box(7.4, 3.7, 8.8, 5.1), heightM: 0.6 },
    { polygon: box(8.6, 0.9, 10.6, 1.4), heightM: 1.1 },
    { polygon: box(1, 7.3, 3.6, 8), heightM: 0.8 },
    { polygon: box(8.4, 7.3, 11, 8), heightM: 0.8 },
  ],
  zones: [
    zone('shoes', box(0.6, 2, 2.3, 6.8)),
    zone('jackets', box(9.7, 2.7, 11.4, 6.8)),
    zone('table-left', box(2.4, 2.7, 5.4, 6.2)),
    zone('table-right', box(6.6, 2.7, 9.5, 6.2)),
    zone('entrance', box(4.4, 6.4, 7.6, 7.9)),
    zone('till', box(7.2, 1.2, 11, 2.6)),
  ],
  doors: [
    {
      id: DOOR,
      from: { x: 5.2, y: 8 },
      to: { x: 6.8, y: 8 },
      inside: { x: 0, y: -1 },
      street: { from: { x: -1, y: 9.6 }, to: { x: 13, y: 9.6 }, widthM: 2.8 },
    },
  ],
  tills: [
    {
      id: 'till',
      serve: { x: 9.6, y: 1.9 },
      queue: [{ x: 6.2, y: 1.9 }],
      sales: { topic: 'pos/till/sale' },
    },
  ],
  cameras: [
    camera('ceiling', 5, { x: 1, y: 0.2, heightM: 3.5, panDeg: 42, tiltDeg: 36, horizontalFovDeg: 105 }),
  ],
  beams: [
    {
      sensor: 'beams' as SensorId,
      door: DOOR,
      chip: CHIP,
      lineA: 'GPIO17',
      lineB: 'GPIO27',
      insideAM: -0.04,
      insideBM: 0.04,
      blockedLevel: 'low',
      bounceShare: 0.1,
    },
  ],
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
  receivers: [
    receiver(0, 0.3, 0.3, -2.5),
    receiver(1, 11.7, 0.3, 1),
    receiver(2, 11.7, 7.7, 3.5),
    receiver(3, 0.3, 7.7, -0.5),
  ],
  tags: [
    tag('staff-anna', { kind: 'staff', member: 0 }, 1),
    tag('staff-ben', { kind: 'staff', member: 1 }, -2),
    tag('canary', { kind: 'fixed', x: 6, y: 0.2, z: 2.2 }, 0),
    tag('basket', { kind: 'visitor', parked: { x: 7.2, y: 7 } }, 2),
  ],
  buttons: [
    {
      sensor: 'feedback' as SensorId,
      chip: CHIP,
      lines: ['GPIO5', 'GPIO6', 'GPIO13', 'GPIO19'],
      door: DOOR,
    },
  ],
};

const TEN_TO_EIGHT = { fromMinute: 10 * 60, toMinute: 20 * 60 };

const SCENARIO: Scenario = {
  utcOffsetMs: 0,
  opening: [...Array.from({ length: 6 }, () => TEN_TO_EIGHT), null],
  visitorsPerHour: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18, 26, 40, 38, 30, 30, 38, 46, 40, 22, 0, 0, 0, 0],
  weekdayWeights: [0.8, 0.85, 0.9, 0.95, 1.15, 1.5, 0],
  passersByPerHour: [
    4, 2, 1, 1, 2, 8, 30, 90, 150, 140, 160, 200, 280, 270, 220, 210, 250, 300, 260, 170, 90, 50, 25, 10,
  ],
  groupSizes: [0.62, 0.28, 0.07, 0.03],
  staff: [
    { ...TEN_TO_EIGHT, fromMinute: TEN_TO_EIGHT.fromMinute - 10, post: { x: 9.6, y: 0.45 } },
    { fromMinute: 12 * 60, toMinute: 18 * 60, post: { x: 5.8, y: 4 } },
  ],
  attractors: [
    attractor('sneakers', 1.1, 3, 1.2, 35),
    attractor('boots', 1.1, 5.6, 0.9, 40),
    attractor('coats', 10.9, 3.6, 1, 45),
    attractor('denim', 10.9, 5.8, 0.9, 40),
    attractor('scarves', 3.9, 5.5, 1.1, 20),
    attractor('bags', 3.9, 3.3, 0.8, 25),
    attractor('shirts', 8.1, 5.5, 1.1, 25),
    attractor('knitwear', 8.1, 3.3, 0.8, 25),
    attractor('offers', 6, 7, 0.6, 12),
  ],
  stopsMean: 3,
  buyShare: 0.3,
  service: { medianS: 50, sigma: 0.4 },
  patience: { medianS: 300, sigma: 0.5 },
  turnBackShare: 0.04,
  promotions: [],
  phones: { share: 0.7, everyMs: 5_000 },
  feedback: { share: 0.12, answers: [0.55, 0.25, 0.12, 0.08] },
  faults: [],
};

export function demoShop(): Shop {
  return { layout: LAYOUT, scenario: SCENARIO };
}
