import { join } from 'node:path';
import { HANDOVER_MS, Pipeline } from '../../../src/app/gateway/pipeline.ts';
import { mergeEncodedRows, parseWindow, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import { createEgress } from '../../../src/app/privacy/create-egress-gate.ts';
import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import { shiftRowText } from '../../../src/core/time/shift-row-text.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { createRandom } from '../../../test/support/random.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** An hour ahead of UTC all year. */
const TIMEZONE = 'Africa/Lagos';
const AHEAD_MS = 60 * MINUTE_MS;
/** Local midnight a month ago: the cloud rolls up what its retention has not dropped yet. */
const START_MS = (Math.floor(Date.now() / DAY_MS) - 31) * DAY_MS - AHEAD_MS;
/** A counter is heard when no more than 15 s pass between two readings. */
const READ_EVERY_S = 10;
const COUNTER = 'counter' as SensorId;
/** So small that a week offline does not fit in as it is. */
const RING_BYTES = 6 * 1024 * 1024;

/** Minutes of the day in which the counter is unplugged, by day: it counts on, and its totals tell it later. */
const UNPLUGGED: Readonly<Record<number, readonly [from: number, to: number]>> = {
  3: [660, 720],
  10: [600, 780],
  17: [900, 940],
};
/** Minute of the day at which the gateway stops for two minutes, by day; at `cut` its power goes. */
const STOPS: Readonly<Record<number, { readonly minute: number; readonly cut: boolean }>> = {
  2: { minute: 725, cut: false },
  5: { minute: 805, cut: true },
  9: { minute: 700, cut: true },
  20: { minute: 1_000, cut: false },
  24: { minute: 610, cut: true },
};
const STOP_MINUTES = 2;

const SETTINGS = {
  ...{ version: 2, tenant: 'acme', store: { id: 'month', timezone: TIMEZONE }, gateway: 'gw-1' },
  sensors: [{ id: COUNTER, type: 'serial-counter', path: '/dev/null', reportIntervalSeconds: READ_EVERY_S }],
  doors: [{ id: 'front', sensors: [COUNTER] }],
};

/** A store with one counter at one door, in virtual time, with the product's pipeline and ring. */
export class MonthStore {
  readonly #directory: string;
  readonly #settings: Settings;
  readonly #random = createRandom(17);
  readonly #clock = {
    nowMs: START_MS,
    now: () => this.#clock.nowMs as EpochMs,
    monotonicMs: () => this.#clock.nowMs,
  };
  readonly #totals = { in: 41_000, out: 39_500 };
  /** Start → newest numbers of the device's window. */
  readonly #kept = new Map<
    number,
    { readonly revision: number; readonly entries: number; readonly exits: number }
  >();
  #events: EventStore | undefined;
  #pipeline: Pipeline | undefined;

  private constructor(directory: string, settings: Settings) {
    this.#directory = directory;
    this.#settings = settings;
  }

  static async open(directory: string): Promise<MonthStore> {
    const { settings, problems } = parseSettings(JSON.stringify(SETTINGS), await settingsSchema());
    if (settings === undefined) throw new Error(JSON.stringify(problems));
    const store = new MonthStore(directory, settings);
    await store.#start();
    return store;
  }

  get events(): EventStore {
    if (this.#events === undefined) throw new Error('the store is closed');
    return this.#events;
  }

  get windows(): number {
    return this.#kept.size;
  }

  get restated(): number {
    return [...this.#kept.values()].filter(({ revision }) => revision > 1).length;
  }

  async playDay(day: number): Promise<void> {
    const [from, to] = UNPLUGGED[day] ?? [0, 0];
    const { minute: stopAt = Number.NaN, cut = false } = STOPS[day] ?? {};
    for (let minute = 0; minute < DAY_MINUTES; minute += 1) {
      if (minute === stopAt) this.#stop(cut);
      if (minute - STOP_MINUTES === stopAt) await this.#start();
      this.#playMinute(START_MS + (day * DAY_MINUTES + minute) * MINUTE_MS, {
        isRead: minute < from || minute >= to,
        people: minute >= 540 && minute < 1_200 ? 3 : 0,
      });
      // What waits for the event loop may go.
      if (minute % 60 === 59) await new Promise((resolve) => setImmediate(resolve));
      if (minute % 720 === 719) this.#keepWindows(720);
    }
  }

  /** Local day → sums of the device's windows. */
  daySums(): ReadonlyMap<string, { readonly entries: number; readonly exits: number }> {
    const days = new Map<string, { entries: number; exits: number }>();
    for (const [start, { entries, exits }] of this.#kept) {
      const day = new Date(start + AHEAD_MS).toISOString().slice(0, 10);
      const sums = days.get(day) ?? { entries: 0, exits: 0 };
      days.set(day, { entries: sums.entries + entries, exits: sums.exits + exits });
    }
    return days;
  }

  close(): void {
    this.#events?.close();
  }

  #playMinute(
    startMs: number,
    { isRead, people }: { readonly isRead: boolean; readonly people: number },
  ): void {
    for (let second = READ_EVERY_S; second <= 60; second += READ_EVERY_S) {
      const passing = () =>
        this.#random() * 60 < people * READ_EVERY_S ? 1 + Math.floor(this.#random() * 2) : 0;
      this.#totals.in += passing();
      this.#totals.out += passing();
      const at = (startMs + second * 1_000 - 1) as EpochMs;
      this.#clock.nowMs = at;
      const { in: entered, out: left } = this.#totals;
      if (isRead) this.#pipeline?.observe({ kind: 'SensorAlive', sensor: COUNTER, at });
      if (isRead)
        this.#pipeline?.observe({ kind: 'CounterRead', sensor: COUNTER, at, mode: 'total', entered, left });
      this.#clock.nowMs += HANDOVER_MS;
      this.#pipeline?.tick();
    }
  }

  /** Before the ring makes room: the newest revision of what the device holds of the last time. */
  #keepWindows(minutes: number): void {
    const now = this.#clock.nowMs;
    // What was restated may lie hours back.
    const from = (now - 2 * minutes * MINUTE_MS) as EpochMs;
    for (const { start, revision, payload } of this.events.windows(from, now as EpochMs)) {
      if ((this.#kept.get(start)?.revision ?? 0) > revision) continue;
      const { entries, exits } = parseWindow(payload).store;
      this.#kept.set(start, { revision, entries: entries ?? 0, exits: exits ?? 0 });
    }
  }

  async #start(): Promise<void> {
    const clock = this.#clock;
    this.#events = await openSqliteEventStore({
      ...{ directory: join(this.#directory, 'ring'), maxBytes: RING_BYTES, bootId: 'b0a7f3d2', clock },
      ...{ mergeRows: mergeEncodedRows, shiftRow: shiftRowText, shiftWindow: shiftEncodedWindow },
    });
    const model = buildStoreModel(this.#settings);
    this.#pipeline = new Pipeline({
      ...{ model, store: this.events, egress: createEgress(this.#settings, model), log: silentLog },
      clock: { ...clock, sleep: async () => undefined },
      ...{ timeQuality: () => 'synced', committed: () => undefined },
    });
  }

  #stop(isCut: boolean): void {
    if (!isCut) this.#pipeline?.stop();
    this.#pipeline = undefined;
    this.events.close();
    this.#events = undefined;
  }
}
