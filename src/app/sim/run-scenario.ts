import type { Settings } from '../../config/schema.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { Log } from '../../ports/log.ts';
import { VirtualClock } from '../../sim/kernel/virtual-clock.ts';
import { PathRecorder } from '../../sim/people/path-recorder.ts';
import type { SimReport } from '../../sim/report/sim-report.ts';
import { createSimReport } from '../../sim/report/sim-report.ts';
import type { SimStore } from '../../sim/scenario/build-store.ts';
import { createSimStore } from '../../sim/scenario/sim-store.ts';
import { StoreTruth } from '../../sim/truth/store-truth.ts';
import { openMemoryEventStore } from '../../storage/memory-event-store.ts';
import type { Listener } from '../gateway/pipeline.ts';
import { openOverheadDetector } from './overhead-detector.ts';
import { SimGateway } from './sim-gateway.ts';

export interface ScenarioRun {
  readonly shop: SimStore;
  readonly settings: Settings;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Speed of the simulation: simulated seconds per real second. Undefined: as fast as possible. */
  readonly speed?: number;
  readonly stop?: AbortSignal;
  readonly log: Log;
  readonly progress?: (atMs: number) => void;
  readonly listener?: Listener;
}

export interface ScenarioResult {
  readonly truth: StoreTruth;
  readonly recorder: PathRecorder;
  /** The newest revision of each window that the gateway counted. */
  readonly summaries: readonly WindowSummary[];
}

/** How much simulated time passes before progress is shown again. */
const SLICE_MS = 60_000;
/** Size of storage: enough for all windows of the longest run. */
const STORE_BYTES = 1024 ** 3;

/**
 * Simulates people in the store, and counts them with the real gateway, from its links to its outbox. The same
 * arguments always give exactly the same result.
 */
export async function runScenario(run: ScenarioRun): Promise<ScenarioResult> {
  const { shop, settings, seed, fromMs, toMs, stop } = run;
  const { layout, scenario } = shop;
  const clock = new VirtualClock(fromMs);
  const { uTurnSeconds } = settings.thresholds;
  const truth = new StoreTruth(layout, { lineReturnMs: 1000 * uTurnSeconds });
  const recorder = new PathRecorder(boundsOf(layout.floor), oneIn(run));
  const { links, trolleys } = createSimStore({
    ...{ layout, scenario, seed, clock, openOverheadEye: openOverheadDetector },
    witnesses: [truth, recorder],
  });
  truth.tags.watch(trolleys, clock);
  const store = await openMemoryEventStore({ bootId: 'sim', maxBytes: STORE_BYTES, clock });
  const gateway = new SimGateway({ ...run, links, clock, store });
  gateway.start();
  schedulePowerCuts(shop, gateway, clock);
  // A window closes this long after its end, so the run must continue until the last one has closed.
  const untilMs = toMs + 1000 * (settings.windows.latenessSeconds + 5);
  for (let atMs = fromMs; atMs < untilMs && stop?.aborted !== true; ) {
    atMs = Math.min(untilMs, atMs + SLICE_MS);
    await clock.run({
      untilMs: atMs,
      ...(run.speed === undefined ? {} : { speed: run.speed }),
      ...(stop === undefined ? {} : { signal: stop }),
    });
    run.progress?.(atMs);
  }
  stop?.throwIfAborted();
  const summaries = store
    .windows(0 as EpochMs, toMs as EpochMs)
    .map(({ payload }) => JSON.parse(payload) as WindowSummary);
  return { truth, recorder, summaries };
}

/** Runs a scenario and returns its report with this title. */
export async function reportScenario(run: ScenarioRun, title: string): Promise<SimReport> {
  const { utcOffsetMs } = run.shop.scenario;
  return createSimReport({ title, seed: run.seed, utcOffsetMs, ...(await runScenario(run)) });
}

function schedulePowerCuts({ scenario }: SimStore, gateway: SimGateway, clock: VirtualClock): void {
  for (const fault of scenario.faults) {
    if (fault.kind !== 'power-cut') continue;
    clock.schedule(fault.fromMs, () => gateway.cutPower());
    clock.schedule(fault.toMs, () => {
      gateway.start();
      clock.handOver();
    });
  }
}

const BEYOND_M = 1;
const STREET_M = 3;

function boundsOf({ widthM, heightM }: { readonly widthM: number; readonly heightM: number }) {
  return { minX: -BEYOND_M, minY: -BEYOND_M, maxX: widthM + BEYOND_M, maxY: heightM + STREET_M };
}

/** Returns n so that the path of every nth visitor is drawn. A day then has about a hundred paths. */
function oneIn({ shop, fromMs, toMs }: ScenarioRun): number {
  const perHour = shop.scenario.visitorsPerHour.reduce((sum, rate) => sum + rate, 0) / 24;
  const people = (perHour * (toMs - fromMs)) / 3_600_000 + 1;
  return Math.max(1, Math.round(people / 60));
}
