import { ClockAdjuster } from '../../../src/app/gateway/clock-adjuster.ts';
import { Pipeline } from '../../../src/app/gateway/pipeline.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import { createModelEgress } from '../../../src/app/privacy/create-egress-gate.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { CountRow, IndoorRow } from '../../../src/core/privacy/rows.ts';
import { shiftRowText } from '../../../src/core/time/shift-row-text.ts';
import type { TimeQuality } from '../../../src/ports/clock.ts';
import type { EventStore, OutboxRow } from '../../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { SteadyClock } from '../../../src/system/steady-clock.ts';
import { KeptLog } from '../real-clock.ts';
import { NO_SEQS } from '../storage/storage-samples.ts';
import { CAMERA, MODEL } from './store-model.ts';

const EVERY_WINDOW = { minimumCount: 1, storeEvery: 'window', indoorEvery: 'window' } as const;

/** A machine whose clock can be set, and which can sleep. */
export class Machine {
  wallMs: number;
  runMs = 0;
  sleptMs = 0;
  quality: TimeQuality = 'unsynced';

  constructor(wallMs: number) {
    this.wallMs = wallMs;
  }

  now(): EpochMs {
    return this.wallMs as EpochMs;
  }

  monotonicMs(): number {
    return this.runMs;
  }

  async sleep(): Promise<void> {}

  pass(durationMs: number): void {
    this.wallMs += durationMs;
    this.runMs += durationMs;
  }
}

/** One boot of a gateway with a table at which somebody stands for the first 20 s of every minute. */
export class TimeStore {
  readonly machine: Machine;
  readonly store: EventStore;
  readonly #pipeline: Pipeline;
  readonly #time: ClockAdjuster;
  readonly #clock: SteadyClock;
  #second = 0;

  private constructor(machine: Machine, store: EventStore) {
    this.machine = machine;
    this.store = store;
    this.#clock = new SteadyClock(machine);
    const log = new KeptLog();
    const uptimeMs = (): number => machine.runMs + machine.sleptMs;
    this.#time = new ClockAdjuster({ clock: this.#clock, quality: () => machine.quality, uptimeMs, log });
    this.#pipeline = new Pipeline({
      ...{ model: MODEL, store, clock: this.#clock, log, timeQuality: this.#time.quality },
      egress: createModelEgress({ privacy: EVERY_WINDOW, store: { timezone: 'UTC' } }, MODEL),
      committed: () => undefined,
    });
  }

  static async boot(directory: string, bootId: string, machine: Machine): Promise<TimeStore> {
    const clock = { now: () => machine.now(), monotonicMs: () => machine.runMs };
    const texts = { mergeRows: mergeEncodedRows, shiftRow: shiftRowText, shiftWindow: shiftEncodedWindow };
    const maxBytes = 16 * 1024 * 1024;
    return new TimeStore(
      machine,
      await openSqliteEventStore({ directory, maxBytes, bootId, clock, ...texts }),
    );
  }

  run(seconds: number): void {
    for (let count = 0; count < seconds; count += 1) {
      this.machine.pass(1_000);
      const boxes = this.#second % 60 < 20 ? [470, 150, 60, 150, 0.9] : [];
      this.#second += 1;
      this.#pipeline.observe({ kind: 'PeopleSeen', sensor: CAMERA, at: this.machine.now(), boxes });
      this.tick();
    }
  }

  /** Time goes by, and no sensor was ever heard. */
  runDeaf(seconds: number): void {
    for (let count = 0; count < seconds; count += 1) {
      this.machine.pass(1_000);
      this.tick();
    }
  }

  tick(): void {
    const bound = {
      moveTime: (deltaMs: number) => this.#pipeline.moveTime(deltaMs),
      event: (event: Parameters<Pipeline['event']>[0]) => this.#pipeline.event(event),
      restamp: (deltaMs: number, limit: number) => this.store.restamp(deltaMs, limit),
      windowMs: MODEL.windows.durationMs,
    };
    this.#time.check(bound);
    this.#pipeline.tick();
  }

  powerCut(): void {
    this.store.close();
  }
}

export function readRows(store: EventStore, lane: OutboxRow['lane'] = 'count'): OutboxRow[] {
  return store.pending('oldest-first', 100_000, NO_SEQS).filter((row) => row.lane === lane);
}

export const readRow = ({ payload }: OutboxRow): CountRow & IndoorRow =>
  JSON.parse(payload) as CountRow & IndoorRow;

export const readKinds = (store: EventStore): string[] =>
  readRows(store, 'event').map(({ payload }) => String((JSON.parse(payload) as { kind: string }).kind));
