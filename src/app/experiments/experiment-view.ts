import type { Settings } from '../../config/schema.ts';
import type { ExperimentRecord, MeasuredBlock } from '../../core/experiments/analyze-experiment.ts';
import { analyzeExperiment, canStopEarly } from '../../core/experiments/analyze-experiment.ts';
import { countBlocks, createRecord } from '../../core/experiments/experiment-record.ts';
import type { OutcomePair } from '../../core/experiments/pair-differences.ts';
import { takeDifferences } from '../../core/experiments/pair-differences.ts';
import { promisePower } from '../../core/experiments/power-promise.ts';
import { redrawSchedules, testSignificance } from '../../core/experiments/rerandomization-test.ts';
import type { ExperimentPlan } from '../../core/model/experiment-model.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import { LocalClock } from '../../core/time/local-clock.ts';
import type { ExperimentResultView, ExperimentView } from '../../ports/console/console-experiments.ts';
import { toDate } from '../forecast/store-calendar.ts';
import type { ExperimentService } from './experiment-service.ts';

const DAYS_PER_WEEK = 7;
const TEN_PERCENT = 0.1;

type Experiment = Settings['experiments'][number];

/** Returns schedule, power and result of each experiment, as the console shows them. */
export function viewExperiments(
  service: ExperimentService | undefined,
  settings: Settings,
  nowMs: number,
): ExperimentView[] {
  return service === undefined
    ? []
    : settings.experiments.map((experiment) => viewExperiment(service, experiment, settings, nowMs));
}

function viewExperiment(
  service: ExperimentService,
  experiment: Experiment,
  settings: Settings,
  nowMs: number,
): ExperimentView {
  const plan = service.plan(experiment);
  const blocks = service.blocks(experiment);
  const record = createRecord(plan, blocks, 0);
  const { id, name, a, b, measure, zone } = experiment;
  return {
    ...{ id, name: name ?? id, variants: { a, b }, measure, zone: zone ?? null },
    from: toDate(plan.firstDay),
    until: toDate(plan.firstDay + plan.weeks * DAYS_PER_WEEK - 1),
    now: service.clock.variantAt(id, nowMs) ?? null,
    today: listToday(service, experiment, new LocalClock(settings.store.timezone).dayAt(nowMs)),
    promise: findPromise(plan, createRecord(plan, blocks, -countBlocks(plan))),
    result: record.complete === 0 ? null : findResult(plan, record),
    ...{ complete: record.complete, pairs: record.pairs.length },
  };
}

function listToday(service: ExperimentService, experiment: Experiment, day: number): ExperimentView['today'] {
  const plan = service.plan(experiment);
  const week = Math.floor((day - plan.firstDay) / DAYS_PER_WEEK);
  return plan.slots.flatMap(({ dayOfWeek }, slot) => {
    if (plan.firstDay + week * DAYS_PER_WEEK + dayOfWeek !== day) return [];
    const time = service.blockTime(plan, week * plan.slots.length + slot);
    const variant = time && service.clock.variantAt(experiment.id, time.startMs);
    if (time === undefined || variant === undefined) return [];
    return [{ from: time.startMs as EpochMs, to: time.endMs as EpochMs, variant }];
  });
}

function findPromise(plan: ExperimentPlan, before: ExperimentRecord): ExperimentView['promise'] {
  const pairs = before.pairs.map(
    ({ first, second }): OutcomePair => ({ first: usable(first), second: usable(second) }),
  );
  const { groups, signs } = before;
  const redrawn = redrawSchedules(groups);
  const promise = promisePower([pairs], groups, redrawn);
  if (promise === undefined || before.complete < plan.slots.length) return null;
  const { weighted } = takeDifferences(pairs, { signs, groups }, 0);
  return {
    powerAtTenPercent: promise.powerAt(TEN_PERCENT),
    visibleUplift: promise.visibleUplift,
    pValueBefore: testSignificance(signs, weighted, redrawn),
  };
}

function usable(block: MeasuredBlock | null): OutcomePair['first'] {
  return block === null || block.coverage < 0.9 ? null : block.whole;
}

function findResult(plan: ExperimentPlan, record: ExperimentRecord): ExperimentResultView {
  const { verdict, reasons, pValue, uplift } = analyzeExperiment([record]);
  const { estimate, low, high } = uplift;
  return {
    ...{ verdict, reasons, pValue },
    uplift: { estimate, low, high: Number.isFinite(high) ? high : null },
    mayStop: verdict === 'running' && canStopEarly(record, listLooks(plan, record.complete)),
  };
}

/**
 * Returns how many pairs are complete at the end of each day. Results are tested only at these times, so that more
 * tests do not raise the risk of chance results.
 */
function listLooks({ slots, weeks }: ExperimentPlan, complete: number): number[] {
  const ends = slots.flatMap(({ dayOfWeek }, i) => (slots[i + 1]?.dayOfWeek === dayOfWeek ? [] : [i + 1]));
  const all = Array.from({ length: weeks / 2 }, (_pair, pair) =>
    ends.map((end) => pair * slots.length + end),
  );
  return all.flat().filter((look) => look <= complete);
}
