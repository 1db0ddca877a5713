import type { Settings } from '../../config/schema.ts';
import type { MeasuredBlock } from '../../core/experiments/analyze-experiment.ts';
import type { BlockTime, ExperimentMeasure } from '../../core/experiments/block-outcome.ts';
import { measureBlock } from '../../core/experiments/block-outcome.ts';
import { findBlock, findBlockTime } from '../../core/experiments/block-time.ts';
import { ExperimentClock } from '../../core/experiments/experiment-clock.ts';
import { countBlocks } from '../../core/experiments/experiment-record.ts';
import { isOpen } from '../../core/forecast/store-calendar.ts';
import type { ExperimentPlan } from '../../core/model/experiment-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import { LocalClock } from '../../core/time/local-clock.ts';
import type { Log } from '../../ports/log.ts';
import { createStoreCalendar } from '../forecast/store-calendar.ts';
import { createPlan, listExperiments } from '../settings/experiment-plan.ts';
import type { ExperimentFile, KeptBlock, KeptExperiment } from './experiment-file.ts';

const HOUR_MS = 3_600_000;
/** Wait after the end of a block, in ms. By then its windows are closed and corrected. */
const SETTLE_MS = 10 * 60_000;

type Experiment = Settings['experiments'][number];

export interface ExperimentServiceOptions {
  readonly settings: Settings;
  readonly file: ExperimentFile;
  /** Returns a text that identifies how an experiment's zone or doors are counted. */
  readonly define: (experiment: Experiment) => string;
  readonly windows: (fromMs: number, toMs: number) => readonly WindowSummary[];
  readonly log: Log;
}

/**
 * Measures each block of each experiment after its end, at most one per second. Measures as many blocks before the
 * start too, because the power calculation needs them.
 */
export class ExperimentService {
  readonly clock: ExperimentClock;
  readonly #options: ExperimentServiceOptions;
  readonly #local: LocalClock;
  readonly #kept: Map<string, KeptExperiment>;
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(options: ExperimentServiceOptions) {
    this.#options = options;
    const { settings, file } = options;
    this.clock = new ExperimentClock(settings.store.timezone, listExperiments(settings));
    this.#local = new LocalClock(settings.store.timezone);
    this.#kept = file.read();
  }

  /** Does the next work that is due. Called about once a second. */
  tick(nowMs: number): void {
    if (nowMs < this.#dueMs) return;
    const { settings, log } = this.#options;
    this.#dueMs = nowMs + HOUR_MS / 60;
    for (const experiment of settings.experiments) {
      try {
        if (!this.#measureNext(experiment, nowMs)) continue;
        this.#dueMs = nowMs;
        return;
      } catch (error) {
        log.warn({ err: error, experiment: experiment.id }, 'a block is measured again in an hour');
        this.#dueMs = nowMs + HOUR_MS;
      }
    }
  }

  /** Returns the measured blocks of an experiment, by number. */
  blocks(experiment: Experiment): ReadonlyMap<number, MeasuredBlock | null> {
    return new Map(this.#getKept(experiment).blocks);
  }

  plan(experiment: Experiment): ExperimentPlan {
    return createPlan(experiment, this.#options.settings.store);
  }

  /** Returns start and end of a block. Undefined when the clocks change during it. */
  blockTime(plan: ExperimentPlan, number: number): BlockTime | undefined {
    return findBlockTime(plan, number, this.#local);
  }

  /**
   * Measures the oldest block that is due. Returns false when none is due. As many blocks before the start as in the
   * experiment are also measured, with negative numbers.
   */
  #measureNext(experiment: Experiment, nowMs: number): boolean {
    const plan = this.plan(experiment);
    const count = countBlocks(plan);
    const { blocks } = this.#getKept(experiment);
    const number = (blocks.at(-1)?.[0] ?? -count - 1) + 1;
    const time = this.blockTime(plan, number);
    const dayAfter = (findBlock(plan, number)?.day ?? plan.firstDay) + 1;
    const endMs = time?.endMs ?? this.#local.getDayStart(dayAfter);
    if (number >= count || nowMs < endMs + SETTLE_MS) return false;
    this.#keep(experiment, [number, time === undefined ? null : this.#measure(experiment, time)]);
    return true;
  }

  #measure(experiment: Experiment, time: BlockTime): MeasuredBlock | null {
    const { settings, windows } = this.#options;
    const day = this.#local.dayAt(time.startMs);
    if (!isOpen(createStoreCalendar(settings.store), day, this.#local.hourAt(time.startMs))) return null;
    const found = windows(time.startMs, time.endMs);
    const starts = found.map(({ startAt }) => parseIsoTime(startAt));
    return measureBlock(found, starts, time, this.#createMeasure(experiment));
  }

  #createMeasure(experiment: Experiment): ExperimentMeasure {
    const { measure, zone, washOutMinutes } = experiment;
    return {
      measure,
      zone,
      washOutMs: washOutMinutes * 60_000,
      definition: this.#options.define(experiment),
    };
  }

  #getKept(experiment: Experiment): KeptExperiment {
    const plan = JSON.stringify([
      this.plan(experiment),
      experiment.measure,
      experiment.zone,
      experiment.washOutMinutes,
    ]);
    const kept = this.#kept.get(experiment.id);
    return kept?.plan === plan ? kept : { plan, blocks: [] };
  }

  #keep(experiment: Experiment, block: KeptBlock): void {
    const { plan, blocks } = this.#getKept(experiment);
    this.#kept.set(experiment.id, { plan, blocks: [...blocks, block] });
    this.#options.file.write(this.#kept);
  }
}
