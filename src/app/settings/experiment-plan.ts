import type { Settings } from '../../config/schema.ts';
import { createBlockSlots } from '../../core/experiments/switchback-schedule.ts';
import type { ExperimentModel, ExperimentPlan, ExperimentSlot } from '../../core/model/experiment-model.ts';

const DAY_MS = 86_400_000;
const DAYS_PER_WEEK = 7;

type Experiment = Settings['experiments'][number];

export function listExperiments({ experiments, store }: Settings): ExperimentModel[] {
  return experiments.map((experiment) => ({ id: experiment.id, plan: createPlan(experiment, store) }));
}

export function createPlan(experiment: Experiment, { hours }: Settings['store']): ExperimentPlan {
  const { from, weeks, seed, unit, blockHours } = experiment;
  const [opens, closes] = [toHour(hours?.opens, 0, Math.floor), toHour(hours?.closes, 24, Math.ceil)];
  // If the store closes after midnight, blocks still end at midnight.
  const open = { from: opens, to: closes > opens ? closes : 24 };
  const days = Array.from({ length: DAYS_PER_WEEK }, () => open);
  const wholeDays = days.map(
    (day, dayOfWeek): ExperimentSlot => ({ dayOfWeek, fromHour: day.from, toHour: day.to }),
  );
  const slots = unit === 'days' ? wholeDays : createBlockSlots(days, blockHours);
  return { firstDay: Date.parse(`${from}T00:00Z`) / DAY_MS, weeks, slots, seed };
}

function toHour(text: string | undefined, without: number, round: (hours: number) => number): number {
  const [hour, minute = 0] = (text ?? '').split(':').map(Number);
  return text === undefined || hour === undefined ? without : round(hour + minute / 60);
}
