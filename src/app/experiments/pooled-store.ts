import type { OutcomeQuestion } from '../../cloud/experiments/outcome-rows.ts';
import type { Settings } from '../../config/schema.ts';
import type { OutcomeRow } from '../../core/experiments/block-of-rows.ts';
import { measureRows, roundWashOut } from '../../core/experiments/block-of-rows.ts';
import type { BlockTime } from '../../core/experiments/block-outcome.ts';
import { findBlock, findBlockTime } from '../../core/experiments/block-time.ts';
import type { MeasuredBlocks } from '../../core/experiments/experiment-record.ts';
import { countBlocks } from '../../core/experiments/experiment-record.ts';
import { isOpen } from '../../core/forecast/store-calendar.ts';
import type { ExperimentPlan } from '../../core/model/experiment-model.ts';
import { LocalClock } from '../../core/time/local-clock.ts';
import { createStoreCalendar } from '../forecast/store-calendar.ts';
import { createPlan } from '../settings/experiment-plan.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const DAYS_PER_WEEK = 7;

type Experiment = Settings['experiments'][number];

/** The part of one store in an experiment, from the rows that its gateway published. */
export class PooledStore {
  readonly settings: Settings;
  readonly experiment: Experiment;
  readonly plan: ExperimentPlan;
  readonly #periodMs: number;
  readonly #clock: LocalClock;

  constructor(settings: Settings, experiment: Experiment) {
    [this.settings, this.experiment] = [settings, experiment];
    this.plan = createPlan(experiment, settings.store);
    this.#periodMs = findPeriod(settings, experiment);
    this.#clock = new LocalClock(settings.store.timezone);
  }

  /** Returns why the rows of this store cannot be divided into blocks, or undefined when they can. */
  get fault(): string | undefined {
    const { unit, blockHours, measure } = this.experiment;
    if (unit === 'days') return undefined;
    if (this.#periodMs === DAY_MS)
      return `${measure} leaves once a day. Pool an experiment with \`unit: days\`, or read each store’s own result.`;
    if (roundWashOut(this.#washOutMs, this.#periodMs) < blockHours * HOUR_MS) return undefined;
    return `${measure} leaves by the hour, and the hour of the wash-out is left out. Use longer blocks.`;
  }

  /** Returns the query for the rows during the experiment, and during the same length of time before it. */
  get question(): OutcomeQuestion {
    const { tenant, store } = this.settings;
    const { measure, zone } = this.experiment;
    const days = DAYS_PER_WEEK * this.plan.weeks;
    const fromMs = this.#clock.getDayStart(this.plan.firstDay - days);
    const toMs = this.#clock.getDayStart(this.plan.firstDay + days);
    return { tenant, store: store.id, measure, zone, fromMs, toMs };
  }

  measure(rows: readonly OutcomeRow[]): MeasuredBlocks {
    const arrivedMs = Math.max(...rows.map(({ toMs }) => toMs));
    const count = countBlocks(this.plan);
    const blocks = new Map<number, ReturnType<typeof measureRows> | null>();
    for (let number = -count; number < count; number++) {
      const time = this.#findTime(number);
      if ((time?.endMs ?? Number.NEGATIVE_INFINITY) > arrivedMs) break;
      const isMeasured = time !== undefined && this.#isOpen(number);
      blocks.set(number, isMeasured ? this.#measureBlock(rows, time) : null);
    }
    return blocks;
  }

  get #washOutMs(): number {
    return this.experiment.washOutMinutes * MINUTE_MS;
  }

  #measureBlock(rows: readonly OutcomeRow[], time: BlockTime) {
    const isWholeDay = this.#periodMs === DAY_MS;
    const washOutMs = isWholeDay ? 0 : this.#washOutMs;
    return measureRows(rows, time, { washOutMs, periodMs: this.#periodMs });
  }

  /** Returns the time of a block. If rows are daily, that is the whole local day, not only the open hours. */
  #findTime(number: number): BlockTime | undefined {
    const block = findBlock(this.plan, number);
    if (this.#periodMs < DAY_MS || block === undefined) return findBlockTime(this.plan, number, this.#clock);
    return { startMs: this.#clock.getDayStart(block.day), endMs: this.#clock.getDayStart(block.day + 1) };
  }

  #isOpen(number: number): boolean {
    const block = findBlock(this.plan, number);
    return block !== undefined && isOpen(createStoreCalendar(this.settings.store), block.day, block.fromHour);
  }
}

/** Returns the interval at which the gateway publishes the outcome, in ms. */
function findPeriod({ privacy, windows }: Settings, { measure }: Experiment): number {
  const isOfStore = measure === 'conversion' || measure === 'captureRate';
  const every = measure === 'dwell' ? 'day' : isOfStore ? privacy.storeEvery : privacy.indoorEvery;
  return { window: windows.seconds * 1000, quarter: 15 * MINUTE_MS, hour: HOUR_MS, day: DAY_MS }[every];
}
