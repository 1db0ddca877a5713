export type Variant = 'a' | 'b';

/**
 * One block of a day or one whole day, in local time. Weeks form pairs: an experiment compares a slot with the same
 * slot of the pair's other week.
 */
export interface ExperimentSlot {
  /** Days after the first day of the experiment, 0 to 6. */
  readonly dayOfWeek: number;
  readonly fromHour: number;
  readonly toHour: number;
}

export interface ExperimentPlan {
  /** First day, as local days since 1970-01-01. */
  readonly firstDay: number;
  /** Number of weeks. It is even, because weeks form pairs. */
  readonly weeks: number;
  /** Slots of a week, in order of time: either blocks of each day, or one slot for each whole day. */
  readonly slots: readonly ExperimentSlot[];
  readonly seed: number;
}

export interface ExperimentModel {
  readonly id: string;
  readonly plan: ExperimentPlan;
}
