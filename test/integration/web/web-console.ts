import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CameraPreviewService } from '../../../src/app/console/camera-preview-service.ts';
import { ActivityLogFile, FloorPlanFile } from '../../../src/app/console/floor-plan-file.ts';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { SettingsService } from '../../../src/app/console/settings-service.ts';
import { DaySums } from '../../../src/app/gateway/roll-ups/day-sums.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { driverTypes, loadDriver } from '../../../src/drivers/registry.ts';
import type { AuditRecord } from '../../../src/ports/audit-record.ts';
import type {
  ConsoleDependencies,
  ConsoleListener,
  GatewayView,
  LivePeople,
  StoreView,
  TodayView,
} from '../../../src/ports/console/console.ts';
import type { SensorTrace } from '../../../src/ports/console/sensor-trace.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { Console } from '../../../src/web/console-server.ts';
import { openConsole } from '../../../src/web/console-server.ts';
import { openMemoryStore } from '../../support/storage/memory-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

export const SETTINGS_TEXT = `# The corner shop
version: 2
tenant: acme   # ours
gateway: gw-1
store: { id: corner }
sensors:
  - id: cam
    type: camera
    source: { rtsp: 'rtsp://cam/1' } # by the door
    widthPx: 640
    heightPx: 480
zones:
  # where the shoes are
  - id: shoes
    space: cam
    polygon: [[10, 10], [200, 10], [200, 200], [10, 200]]
`;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: { readonly error?: { readonly code: string } } & { readonly [key: string]: unknown };
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface TestConsole {
  readonly directory: string;
  readonly settingsPath: string;
  readonly port: number;
  readonly console: Console;
  readonly listeners: Set<ConsoleListener>;
  live: LivePeople;
  /** Moves the console's own monotonic clock on. */
  pass(ms: number): void;
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** Pairs and returns the headers of a well-behaved page. */
  pair(role?: 'technician' | 'viewer'): Promise<Record<string, string>>;
}

/** In place of what the test console has; `view`, `status` and `today` in place of parts of what its gateway says. */
type More = Partial<
  ConsoleDependencies & {
    readonly securityContact: string;
    readonly view: Partial<StoreView>;
    readonly status: Partial<GatewayView>;
    readonly today: Partial<TodayView>;
  }
>;

/** The real console on a free port, over a real settings file and a gateway that says what it is told to say. */
export async function openTestConsole(
  settingsText = SETTINGS_TEXT,
  { view = {}, status = {}, today = {}, ...more }: More = {},
): Promise<TestConsole> {
  const directory = tempDir();
  const settingsPath = join(directory, 'store.yaml');
  writeFileSync(settingsPath, settingsText);
  let passedMs = 0;
  const listeners = new Set<ConsoleListener>();
  const test = {
    live: { at: 0 as EpochMs, people: [], visits: [], waiting: [], heads: [], occupancy: null } as LivePeople,
  };
  const parts = await createFakeDependencies(directory, settingsPath, listeners, () => test.live);
  const console_ = await openConsole({
    ...parts,
    gateway: {
      ...parts.gateway,
      getStore: () => ({ ...SHOP, ...view }),
      status: () => ({ ...parts.gateway.status(), ...status }),
      today: () => ({ ...parts.gateway.today(), ...today }),
    },
    ...more,
    host: '127.0.0.1',
    port: 0,
    lanPort: 0,
    tls: () => Promise.reject(new Error('no LAN here')),
    version: '0',
    log: silentLog,
    nowMs: () => performance.now() + passedMs,
  });
  onTestFinished(() => console_.close());
  const { port } = await console_.pair({ role: 'viewer', lan: false });
  const ask = (path: string, asking?: Asking) => send(port, path, asking);
  return Object.assign(test, {
    ...{ directory, settingsPath, port, console: console_, listeners, ask },
    pass: (ms: number) => {
      passedMs += ms;
    },
    pair: async (role: 'technician' | 'viewer' = 'technician') => {
      const { code } = await console_.pair({ role, lan: false });
      return await pairWith(port, code);
    },
  });
}

export function getOrigin(port: number): string {
  return `http://127.0.0.1:${port}`;
}

export async function pairWith(port: number, code: string): Promise<Record<string, string>> {
  const origin = getOrigin(port);
  const answer = await send(port, '/api/pair', {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (answer.status !== 200) throw new Error(`pairing failed: ${answer.text}`);
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  return {
    origin,
    cookie: cookie.split(';')[0] ?? '',
    'x-lintel-csrf': String(answer.json['csrf']),
    'content-type': 'application/json',
  };
}

function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asking = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = response.headers['content-type']?.includes('json') === true;
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: isJson ? JSON.parse(text) : {},
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export const STATUS = {
  ...{ version: '0', gateway: 'gw-1', startedAt: '', at: 0, memoryMb: 1, uplink: { state: 'off' } },
  faults: [],
  sensors: [
    {
      sensor: 'cam',
      name: 'cam',
      type: 'camera',
      state: 'degraded',
      since: 0,
      restarts: 1,
      cause: { code: 'LINK_LOST', message: 'gone' },
    },
  ],
  store: { detail: '', outboxRows: 0, sizeBytes: 1, maxBytes: 2 },
} as unknown as GatewayView;

const TRACE: SensorTrace = {
  at: 5_000 as EpochMs,
  perSecond: 5,
  reading: { kind: 'people-seen', people: 2, frame: null, at: 4_800 as EpochMs },
  lines: [
    { at: 4_800 as EpochMs, text: 'IN 00128 OUT 00121', isRead: true },
    { at: 4_600 as EpochMs, text: 'IN 001?8 OU', isRead: false },
  ],
};

const SHOP: StoreView = {
  store: { id: 'corner', name: 'corner', timezone: 'UTC' },
  spaces: [{ id: 'cam', name: 'cam', unit: 'px', width: 640, height: 480 }],
  zones: [],
  lines: [],
  doors: [],
  walls: [],
  removed: [],
  places: [],
  cameras: [{ id: 'cam', calibration: [], ignored: { areas: 2, leastScore: 0.4, stationaryMinutes: 60 } }],
  sensors: [
    {
      ...{ id: 'cam', name: 'cam', type: 'camera', kind: 'sees-people' },
      labels: { en: 'camera', de: 'Kamera', fr: 'caméra', es: 'cámara' },
      port: null,
    },
  ],
};

export async function createFakeDependencies(
  directory: string,
  settingsPath: string,
  listeners: Set<ConsoleListener>,
  live: () => LivePeople,
): Promise<ConsoleDependencies> {
  const now = () => 1_800_000_000_000;
  mkdirSync(join(directory, 'console'), { recursive: true });
  return {
    experiments: { view: () => [] },
    forecast: {
      view: () => ({
        ...{ isEnabled: true, longestWaitSeconds: 180, metrics: [], unusual: [], visibleDrop: null },
      }),
    },
    gateway: {
      getStore: () => SHOP,
      live,
      status: () => STATUS,
      doors: () => [],
      today: () => ({ from: 0 as EpochMs, until: 0 as EpochMs, doors: [], zones: [], queues: [] }),
      teach: () => undefined,
      teachByCamera: () => undefined,
      endTeaching: () => false,
      trace: (sensor) => (sensor === 'cam' ? TRACE : undefined),
      tags: () => ({ at: 0 as EpochMs, receivers: [], tags: [] }),
      windows: () => [],
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    settings: new SettingsService({
      path: settingsPath,
      historyDirectory: join(directory, 'history'),
      schema: await settingsSchema(),
      reload: () => Promise.resolve(),
      now,
    }),
    plan: new FloorPlanFile(join(directory, 'console')),
    recount: {
      recount: () => Promise.resolve({ from: null, to: null, zones: [], lines: [] }),
      paths: () => Promise.resolve({ points: [], births: [] }),
      heat: () => Promise.resolve({ cell: 1, cells: [] }),
    },
    trials: { view: () => ({ running: null, last: null }), end: () => Promise.resolve(undefined) },
    journal: new ActivityLogFile(join(directory, 'console'), now),
    discovery: { find: () => Promise.resolve([]), unused: () => Promise.resolve(0), kinds: listOffers },
    rules: { view: () => ({ rules: [], outputs: [] }), test: () => false, end: () => false },
    insights: emptyInsights(),
    enrolment: { state: () => null, begin: () => 'no-receiver', end: () => undefined },
    audits: {
      list: () => [],
      finish: () => ({ id: '', record: {} as AuditRecord, signature: '', publicKey: '' }),
    },
    aiming: new CameraPreviewService({
      allowed: () => undefined,
      cameras: () => undefined,
      audit: () => undefined,
      opened: () => undefined,
      nowMs: () => performance.now(),
    }),
  };
}

export async function listOffers() {
  const drivers = await Promise.all(driverTypes.map(loadDriver));
  return drivers.map(({ type, offer }) => ({ type, ...offer }));
}

/** Of a store that was never open. */
function emptyInsights(): ConsoleDependencies['insights'] {
  const store = openMemoryStore({ bootId: 'never', maxBytes: 1_000_000 });
  const sums = new DaySums(store, 'UTC');
  const now = () => 1_800_000_000_000 as EpochMs;
  return new InsightsService({ sums: () => sums, timeZone: () => 'UTC', minimumCount: () => 5, now });
}
