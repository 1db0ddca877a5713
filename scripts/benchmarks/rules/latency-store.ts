import { basename, join } from 'node:path';
import { HeldLines } from '../../../test/support/links/held-lines.ts';

/** Counters on ptys, each at a door of its own. */
export const COUNTERS = 16;
/** Cameras under which people walk past in a stream, one behind the other. */
export const FLOWS = 12;
/** Where the lines hang in the picture of such a camera. */
export const LINES_X = [160, 320, 480] as const;
/** Each has a counter of its own on a pty. A chip has 28 lines. */
export const LAMPS = 24;
const LIT_S = 1;
export const PICTURE = { widthPx: 640, heightPx: 480 };
export const FRAMES_PER_SECOND = 5;
export const WAYS = ['mqtt', 'udp', 'http', 'live'] as const;
export const RULES = 1_000;
const SHELVES = 300;

export interface Places {
  readonly directory: string;
  readonly url: string;
  readonly livePort: number;
  readonly udpPort: number;
  readonly httpPort: number;
}

/** Devices are under /dev. The lamps' counters follow the others. */
export const ptyPath = (directory: string, counter: number) =>
  join('/dev/shm', `${basename(directory)}-${counter}`);

/** A store whose counters, lines and zones each have a rule; all other rules are there to be in the way. */
export function createSettings(places: Places): object {
  return {
    ...{ version: 2, tenant: 'bench', gateway: 'gw', store: { id: 'store' } },
    windows: { seconds: 10, latenessSeconds: 1 },
    sensors: [...createCounters(places), ...createCameras()],
    doors: indexes(COUNTERS + LAMPS).map((i) => ({ id: `door-${i}`, sensors: [`counter-${i}`] })),
    lines: flowLines().map(({ id, camera, x }) => ({
      ...{ id, space: camera, insideSide: 'right', from: [x, 480], to: [x, 0] },
    })),
    zones: createShelves(),
    outputs: createOutputs(places),
    rules: createRules(),
  };
}

/** Each line of each stream of people. */
export function flowLines(): { readonly id: string; readonly camera: string; readonly x: number }[] {
  return indexes(FLOWS).flatMap((i) =>
    LINES_X.map((x, n) => ({ id: `line-${i}-${n}`, camera: `flow-${i}`, x })),
  );
}

function createCounters({ directory }: Places): object[] {
  return indexes(COUNTERS + LAMPS).map((i) => ({
    ...{ id: `counter-${i}`, type: 'serial-counter', path: ptyPath(directory, i) },
  }));
}

function createCameras(): object[] {
  return indexes(FLOWS).map((i) => ({
    ...{ id: `flow-${i}`, type: 'camera', source: { rtsp: `rtsp://flow-${i}.local/1` }, ...PICTURE },
    framesPerSecond: FRAMES_PER_SECOND,
  }));
}

function createShelves(): object[] {
  return indexes(SHELVES).map((i) => {
    const place = Math.floor(i / FLOWS);
    const [left, top] = [(place % 5) * 128, Math.floor(place / 5) * 96];
    return { id: `shelf-${i}`, space: `flow-${i % FLOWS}`, polygon: rectangle(left, top, 128, 96) };
  });
}

function createOutputs({ url, udpPort, httpPort, livePort, directory }: Places): object[] {
  const on = '{rule} {since}';
  return [
    { id: 'mqtt', type: 'mqtt', broker: { url }, on },
    { id: 'udp', type: 'udp', host: 'player.local', port: udpPort, on },
    { id: 'http', type: 'http', url: `http://player.local:${httpPort}/`, on },
    {
      ...{ id: 'live', type: 'live', channel: 'bench', port: livePort },
      ...{ tokenFile: join(directory, 'key'), on },
    },
    ...indexes(LAMPS).map((i) => ({ id: `lamp-${i}`, type: 'gpio', chip: HeldLines.chip, gpioLine: i })),
  ];
}

function createRules(): object[] {
  const timed = [
    ...indexes(COUNTERS).map((i) => ({ crossed: { door: `door-${i}`, direction: 'in' } })),
    ...flowLines().map(({ id }) => ({ crossed: { line: id, direction: 'in' } })),
  ];
  const lit = indexes(LAMPS).map((i) => ({
    ...createRule(`lit-${i}`, { crossed: { door: `door-${COUNTERS + i}`, direction: 'in' } }, `lamp-${i}`),
    hold: `${LIT_S}s`,
  }));
  const others = indexes(RULES - timed.length - LAMPS).map((i) => otherCondition(i));
  return [
    ...[...timed, ...others].map((when, i) => createRule(`r-${i}`, when, WAYS[i % WAYS.length] ?? 'mqtt')),
    ...lit,
  ];
}

function createRule(id: string, when: object, output: string): object {
  // biome-ignore lint/suspicious/noThenProperty: a list cannot be taken for a promise.
  return { id, when, then: [{ output }] };
}

function otherCondition(i: number): object {
  const zone = `shelf-${i % SHELVES}`;
  const others = [
    { people: { zone, atLeast: 3 } },
    { dwell: { zone, atLeast: '30s' } },
    { fault: `counter-${i % COUNTERS}` },
    { coverage: { zone, below: 0.5 } },
    { entered: { zone, times: 5, within: '60s' } },
    { occupancy: { atLeast: 100_000 + i } },
  ];
  return others[i % others.length] ?? {};
}

function rectangle(left: number, top: number, width: number, height: number): number[][] {
  return [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ];
}

export function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
