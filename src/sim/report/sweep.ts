/** Changes a scenario and its settings, to show the effect of more, fewer, moved, slower or worse sensors. */
import type { Json } from '../../core/model/ids.ts';
import type { SimulatedSensor } from '../model/simulated-sensors.ts';
import type { Comparison } from './compare.ts';
import { evenPlaces } from './even-places.ts';

export interface SweepAxis {
  readonly name: string;
  readonly values: readonly string[];
}

/** The two files of a store, parsed and ready to be changed. */
export interface SweepTrees {
  readonly scenario: Tree;
  readonly settings: Tree;
  /** Simulated device of each sensor in the unchanged settings, by sensor id. */
  readonly devices: ReadonlyMap<string, SimulatedSensor['device']>;
}

type Tree = { [key: string]: Json };

/** Changes both trees in place. Returns an error text for a bad value. */
type Change = (trees: SweepTrees, value: string) => string | undefined;

const PLACES = [
  'north-west',
  'north',
  'north-east',
  'east',
  'south-east',
  'south',
  'south-west',
  'west',
  'centre',
];
const POSE_KEYS: Readonly<Record<string, string>> = {
  x: 'x',
  y: 'y',
  height: 'heightMetres',
  pan: 'panDegrees',
  tilt: 'tiltDegrees',
  'field-of-view': 'fieldOfViewDegrees',
};

const CHANGES: Readonly<Record<string, Change>> = {
  receivers: setReceivers,
  cameras: (trees, value) => keepFirst(trees, 'camera', value),
  frameRate: (trees, value) =>
    numberIn(value, 0.2, 30, (n) => eachSensor(trees, 'camera', (camera) => (camera['framesPerSecond'] = n))),
  missShare: (trees, value) => setDetector(trees, 'missShare', value, 1),
  jitterShare: (trees, value) => setDetector(trees, 'jitterShare', value, 1),
  falseAlarmsPerMinute: (trees, value) => setDetector(trees, 'falseAlarmsPerMinute', value, 600),
  counterMissShare: (trees, value) =>
    numberIn(value, 0, 1, (n) =>
      eachSensor(trees, 'counter', ({ id }) => {
        entry(trees.scenario, 'counters', String(id))['missShare'] = n;
      }),
    ),
};

/** Names of the axes for help and errors. */
const SWEEP_NAMES = [...Object.keys(CHANGES), 'camera.ID', 'camera.ID.x|y|height|pan|tilt|field-of-view'];

/** Parses `receivers=4,6,8` into an axis. Returns an error text when it is malformed. */
export function parseAxis(text: string): SweepAxis | string {
  const [name = '', list = ''] = text.split('=');
  const values = list.split(',').filter((value) => value !== '');
  if (changeOf(name) === undefined)
    return `--sweep ${text}: '${name}' cannot be swept; there are ${SWEEP_NAMES.join(', ')}`;
  return values.length === 0 ? `--sweep ${text}: name values, as in ${name}=1,2,3` : { name, values };
}

/** Returns every combination of the axes' values. The last axis changes fastest. */
export function combinations(axes: readonly SweepAxis[]): readonly (readonly string[])[] {
  return axes.reduce<readonly (readonly string[])[]>(
    (sofar, { values }) => sofar.flatMap((chosen) => values.map((value) => [...chosen, value])),
    [[]],
  );
}

export function applySweep(trees: SweepTrees, name: string, value: string): string | undefined {
  const wrong = changeOf(name)?.(trees, value);
  return wrong === undefined ? undefined : `--sweep ${name}=${value}: ${wrong}`;
}

function changeOf(name: string): Change | undefined {
  const [first = '', id = '', key] = name.split('.');
  if (first !== 'camera' || id === '') return Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
  if (key === undefined) return (trees, value) => putCamera(trees, id, value);
  const field = POSE_KEYS[key];
  return field === undefined ? undefined : (trees, value) => setPose(trees, id, field, value);
}

function setPose({ scenario }: SweepTrees, id: string, field: string, value: string): string | undefined {
  const camera = cameraOf(scenario, id);
  if (camera === undefined) return noCamera(scenario, id);
  return numberIn(value, -1000, 3000, (n) => {
    camera[field] = n;
  });
}

/** Moves a camera to a wall, a corner or the middle, and aims it at the middle of the floor. */
function putCamera(trees: SweepTrees, id: string, value: string): string | undefined {
  const camera = cameraOf(trees.scenario, id);
  if (camera === undefined) return noCamera(trees.scenario, id);
  if (value === 'as-drawn') return undefined;
  if (!PLACES.includes(value)) return `a place is one of as-drawn, ${PLACES.join(', ')}`;
  const { widthM, heightM } = floorOf(trees);
  const inset = 0.3;
  const x = value.includes('west') ? inset : value.includes('east') ? widthM - inset : widthM / 2;
  const y = value.includes('north') ? inset : value.includes('south') ? heightM - inset : heightM / 2;
  const [dx, dy] = [widthM / 2 - x, heightM / 2 - y];
  const awayM = Math.hypot(dx, dy);
  const tilt =
    value === 'centre' ? 90 : (Math.atan2(Number(camera['heightMetres']), awayM) * 180) / Math.PI + 5;
  Object.assign(camera, {
    x,
    y,
    panDegrees: awayM === 0 ? -90 : Math.round((Math.atan2(dy, dx) * 180) / Math.PI),
    tiltDegrees: Math.min(90, Math.max(15, Math.round(tilt))),
  });
  return undefined;
}

/** Spreads `count` receivers evenly under the ceiling. The sweep compares their number, not their places. */
function setReceivers(trees: SweepTrees, value: string): string | undefined {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0 || count > 32) return 'a whole number from 0 to 32 is needed';
  const sensors = sensorsOf(trees);
  const drawn = sensors.find((sensor) => isDevice(trees, sensor, 'receiver'));
  if (drawn === undefined) return 'the settings have no receiver whose type could be repeated';
  const height = Number((drawn['position'] as Tree | undefined)?.['heightMetres'] ?? 2.4);
  const { widthM, heightM } = floorOf(trees);
  const receivers = evenPlaces(widthM, heightM, count).map(({ x, y }, i) => ({
    id: `receiver-${i}`,
    type: drawn['type'] ?? '',
    adapter: `hci${i}`,
    position: { x, y, heightMetres: height },
  }));
  trees.settings['sensors'] = [
    ...sensors.filter((sensor) => !isDevice(trees, sensor, 'receiver')),
    ...receivers,
  ];
  // Each drawn receiver has its own gain. The new receivers reuse these gains in turn.
  const gains = Object.values((trees.scenario['receivers'] ?? {}) as Record<string, Tree>);
  trees.scenario['receivers'] = Object.fromEntries(
    receivers.map(({ id }, i) => [
      id,
      { gainDb: Number(gains[i % Math.max(1, gains.length)]?.['gainDb'] ?? 0) },
    ]),
  );
  return undefined;
}

/** Keeps the first `count` sensors of a kind. Removes zones and lines drawn in the pictures of the other sensors. */
function keepFirst(trees: SweepTrees, device: SimulatedSensor['device'], value: string): string | undefined {
  const all = sensorsOf(trees).filter((sensor) => isDevice(trees, sensor, device));
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0 || count > all.length)
    return `a whole number from 0 to ${all.length} is needed`;
  const gone = new Set(all.slice(count).map(({ id }) => String(id)));
  trees.settings['sensors'] = sensorsOf(trees).filter(({ id }) => !gone.has(String(id)));
  for (const list of ['zones', 'lines'] as const) {
    const kept = ((trees.settings[list] ?? []) as Tree[]).filter(({ on }) => !gone.has(String(on)));
    trees.settings[list] = kept;
  }
  const lines = new Set((trees.settings['lines'] as Tree[]).map(({ id }) => String(id)));
  trees.settings['doors'] = ((trees.settings['doors'] ?? []) as Tree[]).map((door) => ({
    ...door,
    lines: ((door['lines'] ?? []) as string[]).filter((id) => lines.has(id)),
  }));
  const poses = Object.entries((trees.scenario['cameras'] ?? {}) as Tree);
  trees.scenario['cameras'] = Object.fromEntries(poses.filter(([id]) => !gone.has(id)));
  return undefined;
}

function setDetector(trees: SweepTrees, key: string, value: string, most: number): string | undefined {
  return numberIn(value, 0, most, (n) => {
    for (const camera of Object.values((trees.scenario['cameras'] ?? {}) as Record<string, Tree>)) {
      camera['detector'] = { ...((camera['detector'] ?? {}) as Tree), [key]: n };
    }
  });
}

function numberIn(value: string, low: number, high: number, use: (n: number) => void): string | undefined {
  const n = Number(value);
  if (value.trim() === '' || !(n >= low && n <= high)) return `a number from ${low} to ${high} is needed`;
  use(n);
  return undefined;
}

function eachSensor(trees: SweepTrees, device: SimulatedSensor['device'], use: (sensor: Tree) => void): void {
  for (const sensor of sensorsOf(trees)) if (isDevice(trees, sensor, device)) use(sensor);
}

function isDevice({ devices }: SweepTrees, { id }: Tree, device: SimulatedSensor['device']): boolean {
  return devices.get(String(id)) === device;
}

function sensorsOf({ settings }: SweepTrees): Tree[] {
  return (settings['sensors'] ?? []) as Tree[];
}

function entry(tree: Tree, list: string, id: string): Tree {
  const all = (tree[list] ?? {}) as Record<string, Tree>;
  tree[list] = all;
  const one = all[id] ?? {};
  all[id] = one;
  return one;
}

function cameraOf(scenario: Tree, id: string): Tree | undefined {
  return ((scenario['cameras'] ?? {}) as Record<string, Tree>)[id];
}

function noCamera(scenario: Tree, id: string): string {
  const known = Object.keys((scenario['cameras'] ?? {}) as Tree).join(', ');
  return `there is no camera '${id}'; there are ${known || 'none'}`;
}

function floorOf({ settings }: SweepTrees): { readonly widthM: number; readonly heightM: number } {
  const floor = (settings['floor'] ?? {}) as Tree;
  return { widthM: Number(floor['widthMetres'] ?? 1), heightM: Number(floor['heightMetres'] ?? 1) };
}

/** The result of one run of a sweep: mean error per metric over the whole run, as a share of the truth. */
export interface SweepRow {
  readonly values: readonly string[];
  readonly errors: Readonly<Record<string, number | null>>;
}

/** Metrics by which a sweep judges a layout. */
export const SWEEP_METRICS = {
  'people counted at doors': ['door.in', 'door.out'],
  'visits to zones': ['zone.visits'],
  'time in zones': ['zone.presenceMs'],
  'median dwell': ['dwell.medianMs'],
  'time of trolleys in zones': ['trolley.presenceMs'],
} as const;

/** Sums the absolute errors over all zones or doors. Null when nothing was published or nothing happened. */
export function sweepErrors(comparisons: readonly Comparison[]): Record<string, number | null> {
  const whole = comparisons.filter(({ span }) => span === 'whole');
  return Object.fromEntries(
    Object.entries(SWEEP_METRICS).map(([name, metrics]) => {
      const own = whole.filter(({ metric, n }) => n > 0 && (metrics as readonly string[]).includes(metric));
      const truth = own.reduce((sum, c) => sum + c.truthMean, 0);
      const error = own.reduce((sum, c) => sum + c.meanAbsoluteError, 0);
      return [name, truth === 0 ? null : error / truth];
    }),
  );
}

/** Returns the first row within two percentage points of the best one. More sensors would add little. */
export function enough(rows: readonly SweepRow[]): SweepRow | undefined {
  const score = ({ errors }: SweepRow) => {
    const known = Object.values(errors).filter((error) => error !== null);
    return known.length === 0
      ? Number.POSITIVE_INFINITY
      : known.reduce((sum, e) => sum + e, 0) / known.length;
  };
  const best = Math.min(...rows.map(score));
  return rows.find((row) => score(row) <= best + 0.02);
}
