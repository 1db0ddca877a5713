import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsService } from '../../../src/app/console/settings-service.ts';
import { DesiredSettings } from '../../../src/app/desired/desired-settings.ts';
import {
  desiredStatePath,
  NOTHING_DESIRED,
  writeDesiredState,
} from '../../../src/app/desired/desired-state.ts';
import { restoreInterruptedTrial } from '../../../src/app/desired/restore-trial.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { signDocument } from '../../../src/config/fleet/signed-document.ts';
import type { EpochMs, Json, SensorId } from '../../../src/core/model/ids.ts';
import type { TimeQuality } from '../../../src/ports/clock.ts';
import type { WindowRecord } from '../../../src/ports/event-store.ts';
import type { SensorState } from '../../../src/ports/health.ts';
import type { DesiredMessage, ReportMessage } from '../../../src/ports/messages/desired.ts';
import { desiredMessage, reportMessage } from '../../../src/ports/messages/desired.ts';
import { FakeClock } from '../fake-clock.ts';
import { silentLog } from '../silent-log.ts';
import { tempDir } from '../temp-dir.ts';

export const DEVICE_NAME = 'acme/high-street/gw-1';
export const START_MS = Date.UTC(2026, 4, 4, 9);
export const MINUTE_MS = 60_000;

/** What the technician made of the store. */
export const DEVICE_TEXT = `# The store
version: 2
tenant: acme
gateway: gw-1
store: { id: high-street, timezone: Europe/London }
sensors:
  - { id: door, type: serial-counter, path: /dev/serial/by-path/usb-1, mode: total } # above the door
  - id: cam
    type: camera
    source: { rtsp: 'rtsp://192.0.2.9/1' }
    calibration:
      - { picture: [0, 0], floor: [0, 0] }
      - { picture: [640, 0], floor: [5, 0] }
      - { picture: [640, 480], floor: [5, 5] }
      - { picture: [0, 480], floor: [0, 5] }
doors:
  - { id: front, sensors: [door] }
zones:
  - { id: table, name: Table, polygon: [[0, 0], [1, 0], [1, 1]] }
floor: { widthMetres: 5, heightMetres: 5 }
thresholds: { bounceSeconds: 120 }
`;

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function makeKeys(): KeyPair {
  return generateKeyPairSync('ed25519');
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A document of the folder for this device, an hour old at most. */
export function makeDocument(
  revision: number,
  settings: Json,
  more: Partial<DesiredMessage> = {},
): DesiredMessage {
  return desiredMessage.parse({
    ...{ v: 2, to: DEVICE_NAME, id: `r-${revision}`, revision, commit: '3f9a1c2', stage: 'all' },
    ...{ issuedAt: iso(START_MS), notBefore: iso(START_MS), expiresAt: iso(START_MS + 20 * 86_400_000) },
    ...{ gates: { minutes: 20, countsAtLeast: 0.3, extendHours: 0 }, settings },
    ...more,
  });
}

/** The whole of settings from afar on a file of its own, with a gateway that does what a test wants. */
export class DesiredDevice {
  readonly directory: string;
  readonly config: string;
  readonly keys: KeyPair;
  readonly clock = new FakeClock(START_MS);
  readonly sensors = new Map<string, SensorState>([['door', 'up']]);
  readonly events: Json[] = [];
  readonly audits: string[] = [];
  readonly reports: string[] = [];
  windows: WindowRecord[] = [];
  acceptedRows = 5;
  timeQuality: TimeQuality = 'synced';
  isTechnicianTrying = false;
  publicKeys: readonly KeyObject[] | undefined;
  /** Called after every step that is on the disk: a kill may come there. */
  written: () => void = () => undefined;
  /** Called when the gateway starts on a new file. */
  reloaded: (text: string) => void | Promise<void> = () => undefined;
  file!: SettingsService;
  desired!: DesiredSettings;

  private constructor(directory: string, keys: KeyPair) {
    this.directory = directory;
    this.config = join(directory, 'store.yaml');
    this.keys = keys;
    this.publicKeys = [keys.publicKey];
  }

  /** A device that has run before; a new board (`isNew`) waits for the report of the one before it. */
  static async open({ keys = makeKeys(), isNew = false } = {}): Promise<DesiredDevice> {
    const device = new DesiredDevice(tempDir(), keys);
    mkdirSync(join(device.directory, 'data'));
    writeFileSync(device.config, `${DEVICE_TEXT}storage: { directory: ${join(device.directory, 'data')} }\n`);
    if (!isNew) writeDesiredState(desiredStatePath(join(device.directory, 'data')), NOTHING_DESIRED);
    await device.start();
    return device;
  }

  /** The same folder after a power cut. */
  static async resume({ directory, keys }: DesiredDevice, clockMs: number): Promise<DesiredDevice> {
    const device = new DesiredDevice(directory, keys);
    device.clock.setWall(clockMs);
    await device.start();
    return device;
  }

  /** A start of the program: first what was on trial is undone. */
  async start(): Promise<void> {
    restoreInterruptedTrial(this.config, this.clock.now(), silentLog);
    const schema = await settingsSchema();
    this.file = new SettingsService({
      ...{ path: this.config, historyDirectory: join(this.directory, 'history'), schema },
      ...{ now: () => this.clock.now(), reload: () => this.#reload() },
    });
    this.desired = new DesiredSettings({
      ...{ path: desiredStatePath(join(this.directory, 'data')), name: DEVICE_NAME, bootId: 'boot-1' },
      ...{ file: this.file, clock: this.clock, log: silentLog, keys: () => this.publicKeys },
      timeQuality: () => this.timeQuality,
      isTechnicianTrying: () => this.isTechnicianTrying,
      report: () => this.#report(),
      audit: (what) => this.audits.push(what),
      gateway: {
        sensors: () =>
          [...this.sensors].map(([sensor, state]) => ({
            ...{
              sensor: sensor as SensorId,
              type: 'serial-counter',
              state,
              since: 0 as EpochMs,
              restarts: 0,
            },
          })),
        acceptedRows: () => this.acceptedRows,
        windows: (from, to) => this.windows.filter(({ start }) => start >= from && start < to),
        event: (event) => this.events.push(event),
      },
    });
    this.desired.start();
    await this.settle();
  }

  /** A technician's change in the console. */
  async edit(path: readonly string[], value: Json): Promise<void> {
    const { hash } = this.file.read();
    await this.file.apply(hash, [{ path, value }], 'Kim', 'on site');
    await this.settle();
  }

  get text(): string {
    return readFileSync(this.config, 'utf8');
  }

  get reported(): ReportMessage | undefined {
    const text = this.desired.report();
    return text === undefined ? undefined : reportMessage.parse(JSON.parse(text));
  }

  async send(document: DesiredMessage, key = this.keys.privateKey): Promise<void> {
    await this.sendText(await signDocument(document, key));
  }

  async sendText(text: string): Promise<void> {
    this.desired.accept(text);
    await this.settle();
  }

  async pass(minutes: number): Promise<void> {
    await this.clock.advance(minutes * MINUTE_MS);
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.desired.done();
    await this.desired.done();
  }

  async #reload(): Promise<void> {
    this.written();
    await this.reloaded(this.text);
  }

  #report(): void {
    this.written();
    const text = this.desired.report();
    if (text !== undefined && text !== this.reports.at(-1)) this.reports.push(text);
  }
}
