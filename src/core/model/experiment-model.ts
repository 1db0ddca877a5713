export type Variant = 'a' | 'b';

/** One block of a day or one whole day, in local time. The same slot of both weeks of a pair is compared. */
export interface ExperimentSlot {
  /** 0 to 6 days after the first day of the experiment. */
  readonly dayOfWeek: number;
  readonly fromHour: number;
  readonly toHour: number;
}

export interface ExperimentPlan {
  /** Local days since 1970-01-01. */
  readonly firstDay: number;
  /** Even: weeks are mirrored in pairs. */
  readonly weeks: number;
  /** In order of time within a week. Several a day: blocks. One a day: whole days. */
  readonly slots: readonly ExperimentSlot[];
  readonly seed: number;
}

/** An experiment of the settings. */
export interface ExperimentModel {
  readonly id: string;
  readonly plan: ExperimentPlan;
}
