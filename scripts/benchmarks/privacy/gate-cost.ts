import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HANDOVER_MS, Pipeline } from '../../../src/app/gateway/pipeline.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import { createModelEgress } from '../../../src/app/privacy/create-egress-gate.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { adaptSummary } from '../../../src/core/privacy/adapt-summary.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import { shiftRowText } from '../../../src/core/time/shift-row-text.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { recordStore } from './store-recording.ts';

const HOURS = 9;
/** Three hours: one window a minute is slow to be compiled, and a gateway runs for weeks. */
const WARM_UP_WINDOWS = 180;
/** The gate takes at most this share of a close, or this long. */
const MOST_SHARE = 0.05;
const MOST_MS = 0.1;

const PRIVACY = { minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' } as const;

interface Close {
  readonly wallMs: number;
  readonly gateMs: number;
}

/**
 * What the gate costs of a window's close in the product's own pipeline: the tick that closes it, that is the engine's
 * summary with its survival estimates, the gate, JSON of window and checkpoint, and the SQLite transaction with its commit
 * to the disk. A second gate beside it gets the same windows and is timed: rows, their last check and their JSON, and the
 * JSON of its part of the checkpoint. Medians, because a commit to the disk takes as long as it takes.
 */
async function gateCost(directory: string): Promise<object[]> {
  const { model, observations } = await recordStore(HOURS);
  const clock = new StandingClock();
  const egress = createModelEgress({ privacy: PRIVACY, store: { timezone: 'UTC' } }, model);
  const store = await openSqliteEventStore({
    ...{ directory: join(directory, 'ring'), maxBytes: 64 * 1024 * 1024, bootId: 'bench', clock },
    ...{ mergeRows: mergeEncodedRows, shiftRow: shiftRowText, shiftWindow: shiftEncodedWindow },
  });
  let commits = 0;
  const pipeline = new Pipeline({
    ...{ model, store, clock, egress, log: silentLog, timeQuality: () => 'synced' },
    committed: () => {
      commits += 1;
    },
  });
  const closed: WindowSummary[] = [];
  pipeline.listen({ summary: (summary) => closed.push(summary) });
  const gate = new EgressGate(egress.options);
  const closes: Close[] = [];
  for (const seen of observations) {
    clock.nowMs = seen.at;
    if (seen.kind !== 'Tick') {
      pipeline.observe(seen);
      continue;
    }
    clock.nowMs += HANDOVER_MS;
    const [before, began] = [commits, performance.now()];
    pipeline.tick();
    const wallMs = performance.now() - began;
    const windows = closed.splice(0);
    if (commits > before && windows.length > 0) {
      const gateMs = timed(() => {
        for (const window of windows)
          for (const row of gate.pass(adaptSummary(window, egress))) gate.record(row);
        JSON.stringify(gate.snapshot());
      });
      closes.push({ wallMs, gateMs });
    }
  }
  store.close();
  return [table(closes.slice(WARM_UP_WINDOWS))];
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

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function table(closes: readonly Close[]): object {
  const [wallMs, gateMs] = [
    median(closes.map((close) => close.wallMs)),
    median(closes.map((close) => close.gateMs)),
  ];
  if (gateMs > MOST_MS && gateMs > MOST_SHARE * wallMs) process.exitCode = 1;
  return {
    ...{ windows: closes.length, 'a close, ms': wallMs.toFixed(2), 'in the gate, ms': gateMs.toFixed(3) },
    'of a close': `${((100 * gateMs) / wallMs).toFixed(1)} %`,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  try {
    console.log('a window’s close in the pipeline of a simulated boutique');
    console.table(await gateCost(directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) await run();
