import { join } from 'node:path';
import { HANDOVER_MS, Pipeline } from '../../../src/app/gateway/pipeline.ts';
import { mergeEncodedWindows, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import type { EgressSettings } from '../../../src/core/privacy/egress-gate.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { passedRecord } from '../../../test/support/storage/released-record.ts';
import { recordStore } from './store-recording.ts';

const HOURS = 9;
const MINUTE_MS = 60_000;
/** Three hours: one window a minute is slow to be compiled, and a gateway runs for weeks. */
const WARM_UP_WINDOWS = 180;

const WAYS: Readonly<Record<string, EgressSettings | undefined>> = {
  'without gate': undefined,
  'with gate, as it comes: inside once a day': { minimumCount: 5, insideEvery: 'day' },
  'with gate, inside once a quarter': { minimumCount: 5, insideEvery: 'quarter' },
};

/** One close, on the wall, which holds the write to the disk; and what of it was spent in the gate or in its place. */
interface Close {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly gateMs: number;
}

/** A gateway's pipeline with its own store, whose closes are timed. */
interface Way {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly store: EventStore;
  readonly closes: Close[];
  readonly gate: EgressGate;
  commits: number;
  inGateMs: number;
}

/**
 * What closing a window costs with and without the gate, in the product's own pipeline: the tick that closes it, that is
 * the engine's summary with its survival estimates, the gate, JSON of window and checkpoint, and the SQLite transaction
 * with its commit to the disk. All ways live through the same hours of the simulated boutique side by side, window by
 * window, so that they share what else the machine does. What the gate adds is the time in its own functions, with the
 * JSON of its part of the checkpoint, less what is done in its place without it: the JSON of the window. Medians, because
 * a commit to the disk takes as long as it takes.
 */
export async function gateCost(directory: string): Promise<object[]> {
  const { model, observations } = await recordStore(HOURS);
  const clock = new StandingClock();
  const ways = await Promise.all(
    Object.entries(WAYS).map(([name, settings]) => openWay(name, settings, { model, clock, directory })),
  );
  for (const seen of observations) {
    clock.nowMs = seen.at;
    if (seen.kind !== 'Tick') for (const { pipeline } of ways) pipeline.observe(seen);
    else {
      clock.nowMs += HANDOVER_MS;
      // Who comes first finds the caches cold and the garbage of all: by turns, from window to window.
      const turn = Math.floor(seen.at / MINUTE_MS);
      ways.forEach((_, i) => {
        const way = ways[(i + turn) % ways.length];
        if (way !== undefined) timeTick(way);
      });
    }
  }
  for (const { store } of ways) store.close();
  return table(ways);
}

class StandingClock {
  nowMs = 0;

  now(): EpochMs {
    return this.nowMs as EpochMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  async sleep(): Promise<void> {}
}

interface Place {
  readonly model: StoreModel;
  readonly clock: StandingClock;
  readonly directory: string;
}

async function openWay(
  name: string,
  settings: EgressSettings | undefined,
  { model, clock, directory }: Place,
): Promise<Way> {
  const store = await openSqliteEventStore({
    ...{ directory: join(directory, name), maxBytes: 64 * 1024 * 1024, bootId: 'bench', clock },
    ...{ mergeWindows: mergeEncodedWindows, shiftWindow: shiftEncodedWindow },
  });
  const way = { commits: 0, inGateMs: 0 };
  const gate =
    settings === undefined
      ? openDoor()
      : new EgressGate({ settings, model, refused: (path) => console.log('refused:', path) });
  timed(gate, way);
  const pipeline = new Pipeline({
    ...{ model, store, clock, timeQuality: () => 'synced' as const },
    log: silentLog,
    createGate: () => gate,
    committed: () => {
      way.commits += 1;
    },
  });
  return Object.assign(way, { name, pipeline, store, gate, closes: [] });
}

/** From now on the time in these functions is added up. */
function timed(gate: EgressGate, spent: { inGateMs: number }): void {
  for (const name of ['pass', 'record', 'snapshot', 'toSaved'] as const) {
    const own = gate[name].bind(gate) as (...given: unknown[]) => unknown;
    const measured = (...given: unknown[]) => {
      const began = performance.now();
      const result = own(...given);
      spent.inGateMs += performance.now() - began;
      return result;
    };
    Object.assign(gate, { [name]: measured });
  }
}

/** In the gate's place: lets everything out and remembers nothing. */
function openDoor(): EgressGate {
  const door: Partial<EgressGate> = {
    knownIds: new Set(),
    settledTimes: 0,
    pass: (window: WindowSummary) => [window] as unknown as ReturnType<EgressGate['pass']>,
    record: (window) =>
      passedRecord({
        ...{ start: Date.parse(window.startAt) as EpochMs, durationMs: window.durationMs },
        ...{ revision: window.revision, payload: JSON.stringify(window) },
      }),
    restate: () => ({ windows: [], in: 0, out: 0 }),
    snapshot: () => null,
    toSaved: () => null,
  };
  return door as EgressGate;
}

function timeTick(way: Way): void {
  const { commits } = way;
  way.inGateMs = 0;
  const began = performance.now();
  const before = process.threadCpuUsage();
  way.pipeline.tick();
  const { user, system } = process.threadCpuUsage(before);
  const wallMs = performance.now() - began;
  if (way.commits === commits) return;
  const { inGateMs } = way;
  const checkpoint = way.gate.snapshot();
  const jsonBegan = performance.now();
  JSON.stringify(checkpoint);
  const gateMs = inGateMs + performance.now() - jsonBegan;
  way.closes.push({ wallMs, cpuMs: (user + system) / 1000, gateMs });
}

function table(ways: readonly Way[]): object[] {
  const base = ways[0]?.closes.slice(WARM_UP_WINDOWS) ?? [];
  const wholeMs = median(base.map(({ wallMs }) => wallMs));
  const cpuMs = mean(base.map((close) => close.cpuMs));
  return ways.map(({ name, closes }) => {
    const own = closes.slice(WARM_UP_WINDOWS);
    const addedMs = median(own.map(({ gateMs }, i) => gateMs - (base[i]?.gateMs ?? Number.NaN)));
    return {
      'closing a window': name,
      windows: own.length,
      'wall ms': median(own.map((close) => close.wallMs)).toFixed(2),
      'cpu ms, mean': mean(own.map((close) => close.cpuMs)).toFixed(2),
      'ms in the gate': median(own.map(({ gateMs }) => gateMs)).toFixed(3),
      'ms that it adds': addedMs.toFixed(3),
      'of a close': `${((100 * addedMs) / wholeMs).toFixed(1)} %`,
      'of its processor time': `${((100 * addedMs) / cpuMs).toFixed(1)} %`,
    };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
