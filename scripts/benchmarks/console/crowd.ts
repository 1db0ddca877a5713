// A console over a store with 50 people who walk in circles, a door that counts, and windows that end: no engine behind it.
import type { Fact } from '../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import type {
  ConsoleDependencies,
  ConsoleListener,
  GatewayView,
  LivePeople,
} from '../../../src/ports/console/console.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { Console } from '../../../src/web/console-server.ts';
import { openConsole } from '../../../src/web/console-server.ts';
import { sampleWindow } from '../../../test/support/windows.ts';

export const PEOPLE = 50;
/** Many times a busy store's rate, so that an hour holds a day's events. */
const PASSAGE_EVERY_MS = 500;
const WINDOW_EVERY_MS = 10_000;
const SETTINGS_EVERY_MS = 60_000;

/** On loopback; `isOpen` needs no pairing. */
export function openCrowdedConsole(isOpen: boolean): Promise<Console> {
  return openConsole({
    ...crowd(),
    ...{ host: '127.0.0.1', port: 0, lanPort: 0, tls: () => Promise.reject(new Error('no LAN here')) },
    ...{ version: '0', log: silentLog, nowMs: () => performance.now(), isOpen },
  });
}

const LABELS = { en: 'camera', de: 'Kamera', fr: 'caméra', es: 'cámara' };

const POLYGON = [
  [400, 300],
  [900, 300],
  [900, 700],
  [400, 700],
] as const;

function crowd(): ConsoleDependencies {
  const none = () => undefined;
  return {
    gateway: {
      getStore: () => ({
        store: { id: 'bench', name: 'bench', timezone: 'UTC' },
        spaces: [{ id: 'cam', name: 'cam', unit: 'px', width: 1280, height: 960 }],
        zones: [{ id: 'z', name: 'z', space: 'cam', polygon: POLYGON, queue: false }],
        ...{ walls: [], places: [], cameras: [{ id: 'cam', calibration: [] }], lines: [] },
        sensors: [{ id: 'cam', name: 'cam', type: 'camera', kind: 'sees-people', labels: LABELS }],
        doors: [{ id: 'door', name: 'door', lines: [], sensors: ['cam'] }],
      }),
      live,
      status: () =>
        ({
          ...{ at: Date.now(), faults: [] },
          sensors: [{ sensor: 'cam', name: 'cam', state: 'up' }],
          uplink: { state: 'off' },
          store: { detail: '', outboxRows: 0, sizeBytes: 1, maxBytes: 2 },
        }) as unknown as GatewayView,
      today: () => ({ from: 0 as EpochMs, until: 0 as EpochMs, doors: [], zones: [], queues: [] }),
      windows: () => [],
      listen,
    },
    plan: { read: none, write: none, remove: none },
    journal: { logEntry: none, entries: () => [] },
    trials: { view: () => ({ running: null, last: null }) },
    aiming: { state: () => null },
  } as unknown as ConsoleDependencies;
}

function live(): LivePeople {
  const at = Date.now() as EpochMs;
  const people = Array.from({ length: PEOPLE }, (_, i) => {
    const angle = at / 3_000 + i;
    return [0, i, 640 + (100 + 8 * i) * Math.cos(angle), 480 + (60 + 6 * i) * Math.sin(angle), 0] as const;
  });
  const visits = people.slice(0, 10).map(([, i]) => [0, i, at] as const);
  return { at, people, visits, waiting: [], heads: [], occupancy: null };
}

function listen(listener: ConsoleListener): () => void {
  const timers = [
    setInterval(() => listener.fact(passage()), PASSAGE_EVERY_MS),
    setInterval(() => listener.summary(sampleWindow(0, {})), WINDOW_EVERY_MS),
    setInterval(() => listener.settingsChanged(), SETTINGS_EVERY_MS),
  ];
  return () => timers.forEach(clearInterval);
}

function passage(): Fact {
  const direction = Math.random() < 0.5 ? 'in' : 'out';
  const at = Date.now() as EpochMs;
  return { kind: 'DoorCrossed', at, door: 'door' as DoorId, sensor: 'cam' as SensorId, direction, count: 1 };
}
