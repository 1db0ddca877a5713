import { join } from 'node:path';
import type { StoreModel } from '../../../src/core/engine/store-model.ts';
import type { WindowSummary } from '../../../src/core/metrics/summary.ts';
import { Windows } from '../../../src/core/metrics/windows.ts';
import type { EgressSettings } from '../../../src/core/privacy/egress-gate.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import { outboxText } from '../../../src/core/privacy/passed-window.ts';
import type { EpochMs } from '../../../src/core/types.ts';
import { openSqliteEventStore } from '../../../src/store/sqlite-event-store.ts';
import { benchModel, recordDay } from './shop-facts.ts';

const ZONES = 20;
const MINUTES = 1_440;
const ROUNDS = 3;

const WAYS: Readonly<Record<string, EgressSettings | undefined>> = {
  'close without gate': undefined,
  'close with gate, inside once a day': { minimumCount: 5, insideEvery: 'day' },
  'close with gate (as it comes: inside once a quarter)': { minimumCount: 5, insideEvery: 'quarter' },
};

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** In the gate's own functions: passing, the last look, and its part of the checkpoint. */
  readonly gateMs: number;
}

/**
 * What a window costs with and without the gate: engine's summary, gate, the look at what leaves, JSON, checkpoint, and
 * one SQLite transaction. All ways by turns, so that they share what else the machine does; medians of the rounds.
 */
export async function gateCost(directory: string): Promise<object[]> {
  const model = benchModel(ZONES);
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, settings] of Object.entries(WAYS)) {
      const cost = await closeAll(model, join(directory, `${name}-${round}`), settings);
      // The first is to warm up.
      if (round > 0) costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  }
  const without = costs.get('close without gate') ?? [];
  return [...costs].map(([name, own]) => {
    const shares = own.map(({ cpuMs }, i) => cpuMs / (without[i]?.cpuMs ?? Number.NaN) - 1);
    return {
      '': name,
      'cpu ms a window': (median(own.map(({ cpuMs }) => cpuMs)) / MINUTES).toFixed(3),
      'wall ms a window': (median(own.map(({ wallMs }) => wallMs)) / MINUTES).toFixed(3),
      'cpu more than without': `${(100 * median(shares)).toFixed(1)} %`,
      'in the gate itself': `${((100 * median(own.map(({ gateMs }) => gateMs))) / median(without.map(({ cpuMs }) => cpuMs))).toFixed(1)} %`,
      'in the rounds': shares.map((share) => (100 * share).toFixed(1)).join(', '),
    };
  });
}

async function closeAll(
  model: StoreModel,
  directory: string,
  settings: EgressSettings | undefined,
): Promise<Cost> {
  const clock = { now: () => 0 as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({ directory, maxBytes: 64 * 1024 * 1024, bootId: 'bench', clock });
  let closed: WindowSummary[] = [];
  const gate =
    settings && new EgressGate({ settings, model, refused: (path) => console.log('refused:', path) });
  const windows = new Windows(model, { summary: (summary) => closed.push(summary) });
  let gateMs = 0;
  /** In processor time of this thread: what the gate does beside what is done without it. */
  const inGate = <T>(work: () => T): T => {
    const before = process.threadCpuUsage();
    const result = work();
    const { user, system } = process.threadCpuUsage(before);
    gateMs += (user + system) / 1000;
    return result;
  };
  const passed = (window: WindowSummary): [WindowSummary, string][] => {
    if (gate === undefined) return [[window, JSON.stringify(window)]];
    return inGate(() =>
      gate.pass(window).map((left) => [left, outboxText(left, gate.knownIds) ?? 'refused']),
    );
  };
  let settledTimes = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  recordDay(windows, { day: 0, visits: 600, zones: ZONES, seed: 1 }, () => {
    if (closed.length === 0) return;
    const left = closed.flatMap(passed);
    closed = [];
    const isSettled = gate !== undefined && gate.settledTimes !== settledTimes;
    settledTimes = gate?.settledTimes ?? 0;
    const settled = isSettled ? inGate(() => JSON.stringify(gate.settled())) : undefined;
    const egress = gate === undefined ? 'null' : inGate(() => JSON.stringify(gate.snapshot()));
    store.commit({
      windows: left.map(([window, payload]) => ({
        start: Date.parse(window.startAt) as EpochMs,
        durationMs: window.durationMs,
        revision: window.revision,
        payload,
      })),
      events: [],
      ...(settled === undefined ? {} : { settled }),
      checkpoint: `{"engine":${JSON.stringify(windows.snapshot())},"egress":${egress}}`,
      checkpointAt: 0 as EpochMs,
      monotonicMs: 0,
      wallMs: 0 as EpochMs,
      timeQuality: 'synced',
    });
  });
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - began;
  store.close();
  return { cpuMs: (user + system) / 1000, wallMs, gateMs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
