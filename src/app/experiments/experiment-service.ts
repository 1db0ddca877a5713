import type { Settings } from '../../config/schema.ts';
import type { MeasuredBlock } from '../../core/experiments/analyze-experiment.ts';
import type { ExperimentMeasure } from '../../core/experiments/block-outcome.ts';
import { measureBlock } from '../../core/experiments/block-outcome.ts';
import { ExperimentClock } from '../../core/experiments/experiment-clock.ts';
import { HOURS_PER_DAY, isOpen } from '../../core/forecast/store-calendar.ts';
import type { ExperimentPlan } from '../../core/model/experiment-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import { LocalClock } from '../../core/time/local-clock.ts';
import type { Log } from '../../ports/log.ts';
import { createStoreCalendar } from '../forecast/store-calendar.ts';
import { createPlan, listExperiments } from '../settings/experiment-plan.ts';
import type { ExperimentFile, KeptBlock, KeptExperiment } from './experiment-file.ts';

const HOUR_MS = 3_600_000;
const DAYS_PER_WEEK = 7;
/** As of the forecast: windows are closed and corrected by then. */
const SETTLE_MS = 10 * 60_000;

type Experiment = Settings['experiments'][number];

export interface ExperimentServiceOptions {
  readonly settings: Settings;
  readonly file: ExperimentFile;
  /** Names what counts in an experiment's zone or at the doors. */
  readonly define: (experiment: Experiment) => string;
  readonly windows: (fromMs: number, toMs: number) => readonly WindowSummary[];
  readonly log: Log;
}

/** Measures each block of each experiment once it is over, and as many before the start for the promise: one a second. */
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

  /** About once a second. */
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

  /** Blocks that were measured, by number. */
  blocks(experiment: Experiment): ReadonlyMap<number, MeasuredBlock | null> {
    return new Map(this.#getKept(experiment).blocks);
  }

  plan(experiment: Experiment): ExperimentPlan {
    return createPlan(experiment, this.#options.settings.store);
  }

  /** Start and end of a block in local time; undefined when the clocks change within it. */
  blockTime(plan: ExperimentPlan, number: number): { startMs: number; endMs: number } | undefined {
    const week = Math.floor(number / plan.slots.length);
    const slot = plan.slots[number - week * plan.slots.length];
    if (slot === undefined) return undefined;
    const day = plan.firstDay + week * DAYS_PER_WEEK + slot.dayOfWeek;
    const [startMs, endMs] = [this.#getTime(day, slot.fromHour), this.#getTime(day, slot.toHour)];
    const isWhole = endMs - startMs === (slot.toHour - slot.fromHour) * HOUR_MS;
    return isWhole ? { startMs, endMs } : undefined;
  }

  /** Of a local hour, 0 to 24: from the midnight on that side of a change of the clocks. */
  #getTime(day: number, hour: number): number {
    const fromStartMs = this.#local.getDayStart(day) + hour * HOUR_MS;
    if (hour < HOURS_PER_DAY && this.#local.hourAt(fromStartMs) === hour) return fromStartMs;
    return this.#local.getDayStart(day + 1) - (HOURS_PER_DAY - hour) * HOUR_MS;
  }

  /** False when nothing is due. Blocks before the start as many as in the experiment, oldest first. */
  #measureNext(experiment: Experiment, nowMs: number): boolean {
    const plan = this.plan(experiment);
    const count = plan.weeks * plan.slots.length;
    const { blocks } = this.#getKept(experiment);
    const number = (blocks.at(-1)?.[0] ?? -count - 1) + 1;
    const day =
      plan.firstDay +
      Math.floor(number / plan.slots.length) * DAYS_PER_WEEK +
      (plan.slots.at(number)?.dayOfWeek ?? 0);
    const time = this.blockTime(plan, number);
    if (number >= count || nowMs < (time?.endMs ?? this.#local.getDayStart(day + 1)) + SETTLE_MS)
      return false;
    this.#keep(experiment, [number, time === undefined ? null : this.#measure(experiment, time)]);
    return true;
  }

  #measure(
    experiment: Experiment,
    time: { readonly startMs: number; readonly endMs: number },
  ): MeasuredBlock | null {
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
