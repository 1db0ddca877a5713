/**
 * A gateway in a process of its own, a whole simulated day, with canaries through every driver that takes bytes from
 * outside. The canaries come masked, so that not even this program's text or environment holds one.
 *
 *     CANARIES=<masked JSON> node --expose-gc canary-day.ts <directory>
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { createUplinkFactory } from '../../../src/app/gateway/create-uplink-factory.ts';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import { AdvertProcessor } from '../../../src/links/ble/advert-processor.ts';
import type { CameraFrame } from '../../../src/ports/camera-link.ts';
import type { BleAdvert, Links } from '../../../src/ports/links.ts';
import { openEmbeddedBroker } from '../../../src/sim/kernel/embedded-broker.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { leaveNoMemoryInDumps } from '../../../src/system/core-dumps.ts';
import { createLog } from '../../../src/system/log.ts';

const directory = process.argv[2] ?? '';
const MASK = 0x5a;
const START_MS = Date.UTC(2026, 2, 3);
const DAY_MS = 86_400_000;
const EVERY_MS = 60_000;
/** Random in a shop. */
const BUCKET_KEY = { id: 'week-1', keyHex: randomBytes(32).toString('hex') };
/** The last canary comes this long before the end: longer than a pseudonym's key lives. */
const QUIET_MS = 20 * 60_000;

interface Canaries {
  /** Hex, as on the air. */
  readonly addresses: readonly string[];
  readonly texts: readonly string[];
}

/** Made anew each time and kept by nobody here. */
function canaries(): Canaries {
  const masked = Buffer.from(process.env['CANARIES'] ?? '', 'base64');
  for (let i = 0; i < masked.length; i++) masked[i] = (masked[i] ?? 0) ^ MASK;
  const read = JSON.parse(masked.toString('utf8')) as Canaries;
  masked.fill(0);
  return read;
}

const clock = new VirtualClock(START_MS);
const hasTime = () => clock.trueMs() < START_MS + DAY_MS - QUIET_MS;
let given = 0;

async function* lines(valid: string, signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal);
    yield valid;
    if (!hasTime()) continue;
    for (const text of canaries().texts) {
      given += 1;
      yield text;
      yield `${valid},${text}`;
    }
  }
}

async function* adverts(signal: AbortSignal): AsyncGenerator<BleAdvert> {
  const hearing = new AdvertProcessor([], { unknownRadios: true, bucketKey: () => BUCKET_KEY });
  const frame = new Uint8Array(6 + 255);
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal);
    if (hasTime()) for (const address of canaries().addresses) hear(hearing, frame, address);
    frame.fill(0);
    yield* hearing.takeTags();
    yield* hearing.takeRadios(clock.now());
    yield { kind: 'alive', at: clock.now() };
  }
}

/** The address, with the first text as the device's name. */
function hear(hearing: AdvertProcessor, frame: Uint8Array, address: string): void {
  const name = Buffer.from(canaries().texts[0] ?? '');
  frame.set(Buffer.from(address, 'hex').reverse(), 0);
  frame.set([name.length + 1, 0x09, ...name], 6);
  hearing.report(frame, 0, -60, 6, 8 + name.length, clock.now());
  given += 1;
}

async function* frames(signal: AbortSignal): AsyncGenerator<CameraFrame> {
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal);
    yield { at: clock.now(), widthPx: 640, heightPx: 480, boxes: [300, 200, 40, 120, 0.9] };
  }
}

async function* nothing(signal: AbortSignal): AsyncGenerator<never> {
  await clock.sleep(2 * DAY_MS, signal);
  yield* [];
}

const refuse = () => Promise.reject(new Error('not here'));
const links: Links = {
  serial: { lines: (_options, signal) => lines('1,2', signal), openDuplex: refuse },
  http: { read: refuse },
  modbus: { openBus: refuse },
  gpio: { edges: (_options, signal) => nothing(signal), levels: async () => [] },
  ble: { adverts: (_options, signal) => adverts(signal) },
  camera: { frames: (_options, signal) => frames(signal) },
  mqttReceiver: { adverts: (_options, signal) => nothing(signal) },
  onvif: { batches: (_options, signal) => nothing(signal) },
  push: { messages: (_options, signal) => nothing(signal) },
  salesHttp: { counts: (_options, signal) => nothing(signal) },
  salesDrop: { counts: (_options, signal) => nothing(signal) },
  mqttIn: { messages: (_options, signal) => nothing(signal) },
};

async function main(): Promise<void> {
  leaveNoMemoryInDumps();
  const broker = await openEmbeddedBroker((topic, text) => {
    appendFileSync(join(directory, 'messages.log'), `${topic} ${text}\n`);
  });
  const reconnect = {
    initialDelaySeconds: 1,
    maxDelaySeconds: 1,
    gatewayOffsetSeconds: 0,
    bootJitterSeconds: 0,
  };
  const { settings, problems } = parseSettings(
    JSON.stringify({
      version: 2,
      tenant: 'acme',
      gateway: 'canary-gateway',
      store: { id: 'corner' },
      storage: { directory },
      mqtt: { url: broker.url, reconnect },
      sensors: [
        { id: 'counter', type: 'serial-counter', path: '/dev/canary-1' },
        { id: 'terminal', type: 'button-terminal', path: '/dev/canary-2' },
        { id: 'radio', type: 'ble-receiver' },
        { id: 'eye', type: 'camera', source: { rtsp: 'rtsp://x/1' }, widthPx: 640, heightPx: 480 },
      ],
      doors: [{ id: 'front', sensors: ['counter'] }],
    }),
    await settingsSchema(),
  );
  if (settings === undefined) throw new Error(JSON.stringify(problems));
  const log = await createLog({
    level: 'debug',
    onTerminal: false,
    fd: openSync(join(directory, 'gateway.log'), 'a'),
  });
  const store = await openSqliteEventStore({
    directory: join(directory, 'ring'),
    maxBytes: 64 * 1024 * 1024,
    bootId: 'boot',
    clock,
    log,
  });
  const gateway = new Gateway({
    settings,
    links,
    store,
    openUplink: createUplinkFactory(settings, {
      ...{ bootId: 'boot', version: '0', clock: systemClock, log, event: () => undefined },
      random: Math.random,
    }),
    clock,
    timeQuality: () => 'synced',
    random: () => 0.5,
    log,
    version: '0',
  });
  gateway.start();
  await clock.run({ untilMs: START_MS + DAY_MS });
  const deadline = performance.now() + 20_000;
  while (store.status().outboxRows > 0 && performance.now() < deadline) await systemClock.sleep(50);
  globalThis.gc?.();
  await systemClock.sleep(100);
  globalThis.gc?.();
  writeHeapSnapshot(join(directory, 'gateway.heapsnapshot'), { exposeNumericValues: true });
  writeSync(1, `${JSON.stringify({ given, unsent: store.status().outboxRows })}\n`);
  // What a crash leaves behind is searched too.
  process.chdir(directory);
  process.abort();
}

await main();
