import { join } from 'node:path';
import type { StoreModel } from '../../../src/core/engine/store-model.ts';
import type { WindowSummary } from '../../../src/core/metrics/summary.ts';
import { Windows } from '../../../src/core/metrics/windows.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { EpochMs } from '../../../src/core/types.ts';
import { openSqliteEventStore } from '../../../src/store/sqlite-event-store.ts';
import { benchModel, recordDay } from './shop-facts.ts';

const ZONES = 20;
const MINUTES = 1_440;

/** What a window costs with and without the gate: engine's summary, gate, JSON, checkpoint, one SQLite transaction. */
export async function gateCost(directory: string): Promise<object[]> {
  const model = benchModel(ZONES);
  // Once to warm up.
  await closeAll(model, join(directory, 'warm'), 5);
  const without = await closeAll(model, join(directory, 'without'), undefined);
  const withGate = await closeAll(model, join(directory, 'with'), 5);
  const row = (name: string, { cpuMs, wallMs }: Cost) => ({
    '': name,
    'cpu ms a window': (cpuMs / MINUTES).toFixed(3),
    'wall ms a window': (wallMs / MINUTES).toFixed(3),
  });
  return [
    row('close without gate', without),
    row('close with gate', withGate),
    {
      '': 'the gate alone',
      'cpu ms a window': (withGate.gateMs / MINUTES).toFixed(3),
      'share of wall': `${((100 * withGate.gateMs) / without.wallMs).toFixed(1)} %`,
    },
  ];
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly gateMs: number;
}

async function closeAll(
  model: StoreModel,
  directory: string,
  minimumCount: number | undefined,
): Promise<Cost> {
  const clock = { now: () => 0 as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({ directory, maxBytes: 64 * 1024 * 1024, bootId: 'bench', clock });
  let closed: WindowSummary[] = [];
  const gate =
    minimumCount === undefined
      ? undefined
      : new EgressGate({ settings: { minimumCount }, model, refused: (path) => console.log(path) });
  const windows = new Windows(model, { summary: (summary) => closed.push(summary) });
  let gateMs = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  recordDay(windows, { day: 0, visits: 600, zones: ZONES, seed: 1 }, () => {
    const gateBegan = performance.now();
    const left = gate === undefined ? closed : closed.flatMap((window) => gate.pass(window));
    gateMs += performance.now() - gateBegan;
    closed = [];
    if (left.length === 0) return;
    store.commit({
      windows: left.map((window) => ({
        start: Date.parse(window.startAt) as EpochMs,
        durationMs: window.durationMs,
        revision: window.revision,
        payload: JSON.stringify(window),
      })),
      events: [],
      checkpoint: JSON.stringify({ engine: windows.snapshot(), egress: gate?.snapshot() ?? null }),
      checkpointAt: 0 as EpochMs,
      monotonicMs: 0,
      wallMs: 0 as EpochMs,
      timeQuality: 'synced',
    });
  });
  const { user, system } = process.cpuUsage(cpu);
  store.close();
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - began, gateMs };
}
