/** The stores of the field bench: shipped ones, the corner shop, and four of its own made of the kiosk. */

import type { SimTrees } from '../../src/app/sim/open-scenario.ts';
import { readScenario } from '../../src/app/sim/open-scenario.ts';
import { CORNER, ownStore } from './sim/sim-layouts.ts';
import { withoutRadio } from './without-radio.ts';

/** The parts of the two files that the kiosk's variants change. */
interface Sensor {
  readonly id: string;
}
interface Changed {
  settings: { sensors: Sensor[]; doors: { sensors: string[] }[] };
  scenario: {
    groupSizes: number[];
    counters: Record<string, object>;
    cameras: Record<string, { detector?: object }>;
  };
}

export interface FieldStore {
  readonly open: () => SimTrees;
  readonly fromHour: number;
  readonly toHour: number;
  /** Seeds that constants were chosen on, and those that were only looked at afterwards. */
  readonly chosen: readonly number[];
  readonly kept: readonly number[];
}

const KIOSK = { fromHour: 5.25, toHour: 22.75 };
const CAMERA = 'counter-camera';

/** Changes a copy of the kiosk's files. */
function kiosk(change: (trees: Changed) => void): () => SimTrees {
  return () => {
    const trees = structuredClone(readScenario('kiosk'));
    change(trees as unknown as Changed);
    return trees;
  };
}

function withCounter({ settings, scenario }: Changed, missShare: number): void {
  const counter = {
    ...{ id: 'counter', type: 'serial-counter' },
    ...{ path: '/dev/sim-counter', reportIntervalSeconds: 5 },
  };
  settings.sensors = settings.sensors.map((sensor) => (sensor.id === 'beams' ? counter : sensor));
  for (const door of settings.doors) door.sensors = ['counter'];
  scenario.counters = { counter: { missShare, doubleShare: 0.002 } };
}

function withDetector({ scenario }: Changed, detector: object): void {
  const camera = scenario.cameras[CAMERA];
  if (camera !== undefined) camera.detector = detector;
}

export const FIELD_STORES: Readonly<Record<string, FieldStore>> = {
  corner: {
    open: () => readScenario(CORNER),
    fromHour: 6.75,
    toHour: 22.75,
    chosen: [1, 2, 3, 5],
    kept: [4, 8, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
  },
  boutique: {
    open: () => readScenario('boutique'),
    ...{ fromHour: 8.75, toHour: 20.75, chosen: [31, 32, 41, 42], kept: [1, 12, 21, 22] },
  },
  kiosk: { open: () => readScenario('kiosk'), ...KIOSK, chosen: [1, 2], kept: [21, 22, 23, 24] },
  supermarket: {
    open: () => withoutRadio(readScenario('supermarket')),
    ...{ fromHour: 7.75, toHour: 20.75, chosen: [1], kept: [2] },
  },
  families: {
    open: kiosk(({ scenario }) => {
      scenario.groupSizes = [0.35, 0.35, 0.2, 0.1];
    }),
    ...{ ...KIOSK, chosen: [41], kept: [21, 22, 23] },
  },
  'far-camera': {
    open: kiosk((trees) => withDetector(trees, { clearLogit: 0.8, missShare: 0.15, jitterShare: 0.05 })),
    ...{ ...KIOSK, chosen: [41], kept: [21, 22, 23] },
  },
  'good-counter-bad-line': {
    open: kiosk((trees) => {
      withCounter(trees, 0.005);
      withDetector(trees, { missShare: 0.3, falseAlarmsPerMinute: 3 });
    }),
    ...{ ...KIOSK, chosen: [31, 32, 41], kept: [21, 22, 23] },
  },
  bakery: {
    open: () => readScenario(ownStore('bakery')),
    fromHour: 5.75,
    toHour: 18.75,
    chosen: [1, 31, 41],
    kept: [2, 3, 21, 22, 23, 24],
  },
  pharmacy: {
    open: () => readScenario(ownStore('pharmacy')),
    fromHour: 7.75,
    toHour: 18.75,
    chosen: [41],
    kept: [1, 2, 3, 21],
  },
  'bad-counter-good-line': {
    open: kiosk((trees) => withCounter(trees, 0.15)),
    ...{ ...KIOSK, chosen: [41], kept: [21, 22, 23] },
  },
};
