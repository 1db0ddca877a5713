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
  /** Simulated seconds per second. Absent: as fast as possible. */
  readonly speed?: number;
  readonly stop?: AbortSignal;
  readonly log: Log;
  readonly progress?: (atMs: number) => void;
  readonly listener?: Listener;
}

export interface ScenarioResult {
  readonly truth: StoreTruth;
  readonly recorder: PathRecorder;
  /** Windows that the gateway counted, in their newest revisions. */
  readonly summaries: readonly WindowSummary[];
}

/** How far the simulated clock runs before progress is shown. */
const SLICE_MS = 60_000;
/** Enough for all windows of the longest runs. */
const STORE_BYTES = 1024 ** 3;

/**
 * Simulates people in the store and counts them with the real gateway, from links to outbox. The same arguments give
 * the same bytes.
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
  // The last window closes this long after its end.
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

/** Runs a scenario and returns its report. `title` is its headline. */
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

/** Draws the path of one visitor in this many, so that a day has about a hundred paths. */
function oneIn({ shop, fromMs, toMs }: ScenarioRun): number {
  const perHour = shop.scenario.visitorsPerHour.reduce((sum, rate) => sum + rate, 0) / 24;
  const people = (perHour * (toMs - fromMs)) / 3_600_000 + 1;
  return Math.max(1, Math.round(people / 60));
}
