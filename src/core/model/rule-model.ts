import type { ExperimentModel } from './experiment-model.ts';
import type { DoorId, LineId, SensorId, TagId, ZoneId } from './ids.ts';

/** Limits of a value: the condition turns on at `atLeast`, and off below `clearBelow`. */
export interface Limit {
  readonly atLeast: number;
  readonly clearBelow: number;
}

/** A pulse counts when it happens `times` times within `withinMs`. */
export interface Repeated {
  readonly times: number;
  readonly withinMs: number;
}

/** A condition that is true for some time. */
export type StateCondition =
  | ({ readonly kind: 'people'; readonly zone: ZoneId } & Limit)
  | { readonly kind: 'dwell'; readonly zone: ZoneId; readonly atLeastMs: number }
  | { readonly kind: 'approaching'; readonly zone: ZoneId; readonly withinMs: number }
  | ({ readonly kind: 'occupancy' } & Limit)
  /** The limits of `wait` are in seconds. */
  | ({ readonly kind: 'queue'; readonly zone: ZoneId; readonly of: 'length' | 'wait' } & Limit)
  | { readonly kind: 'door'; readonly contact: SensorId; readonly open: boolean }
  | { readonly kind: 'fault'; readonly sensor: SensorId | 'any' }
  /** `below` and `clearAt` are coverages of a window, 0 to 1. */
  | {
      readonly kind: 'coverage';
      readonly of: ZoneId | DoorId;
      readonly below: number;
      readonly clearAt: number;
    }
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'variant'; readonly experiment: string; readonly is: 'a' | 'b' };

/** A condition that happens at one moment. */
export type PulseCondition = Repeated &
  (
    | { readonly kind: 'entered' | 'left'; readonly zone: ZoneId }
    | {
        readonly kind: 'crossed';
        readonly of: LineId | DoorId;
        /** Absent when both directions count. */
        readonly direction?: 'in' | 'out';
      }
    | { readonly kind: 'pickedUp' | 'putBack'; readonly product: TagId }
    | { readonly kind: 'button'; readonly sensor: SensorId | TagId; readonly button: number }
    | { readonly kind: 'memberArrived' }
  );

export type Leaf = StateCondition | PulseCondition;

export type Condition =
  | Leaf
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition };

/**
 * A daily time span in minutes since local midnight. `days` are days of the week, 0 is Sunday. With `to` before `from`,
 * the span ends after midnight.
 */
export interface HoursSpan {
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Hours in which a rule is active: inside the spans, or outside of them when `isInside` is false. */
export interface RuleHours {
  readonly spans: readonly HoursSpan[];
  readonly isInside: boolean;
}

/** One rule from the settings; times in milliseconds. */
export interface RuleModel {
  readonly id: string;
  readonly when: Condition;
  /** Time for which the condition must be true before the rule turns on. */
  readonly forMs: number;
  /** Time for which the condition must be false before the rule turns off. */
  readonly clearForMs: number;
  /** Shortest time for which the rule stays on. */
  readonly holdMs: number;
  /** Shortest time between turning off and turning on again. */
  readonly cooldownMs: number;
  /** Interval at which a rule that is on is reported again. */
  readonly repeatEveryMs?: number;
  /**
   * Longest time that the rule may stay on. After it, the rule counts as stuck and stays off until the condition is
   * false.
   */
  readonly maxOnMs?: number;
  /** Time for which a condition must be unknown before the rule becomes unknown. */
  readonly unknownForMs: number;
  /** Absent when the rule is always active. */
  readonly during?: RuleHours;
  /** A rule that turned on stays on until this button is pressed, or until the console ends it. */
  readonly stickyUntil?: 'console' | { readonly sensor: SensorId | TagId; readonly button: number };
}

/** The rules of a store, with the time zone and the experiments that they depend on. */
export interface RulesModel {
  readonly timezone: string;
  readonly rules: readonly RuleModel[];
  /** Absent without experiments. */
  readonly experiments?: readonly ExperimentModel[];
}

/** `unknown`: a sensor is down, so the condition cannot be evaluated. */
export type RuleState = 'unknown' | 'off' | 'pending' | 'on' | 'clearing';

/** A rule turned on, off or unknown, or is still on after its repeat interval. Contains only states and counts. */
export interface RuleChanged {
  readonly rule: string;
  readonly at: number;
  readonly state: 'on' | 'off' | 'unknown';
  /** `start`: the state at program start; `stuck`: on for longer than allowed. */
  readonly cause: 'changed' | 'repeated' | 'stuck' | 'start' | 'test';
  /** Number of times the rule has ever turned on. A repeat after a crash has the number of the first report. */
  readonly number: number;
  /** The value that the condition compares with its limit; null for a condition without a limit. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly zone: string | null;
  /** Time since which the rule has this state, in epoch ms. */
  readonly since: number;
}

const PULSES: ReadonlySet<string> = new Set([
  'entered',
  'left',
  'crossed',
  'pickedUp',
  'putBack',
  'button',
  'memberArrived',
]);

export function isPulse(condition: Condition): condition is PulseCondition {
  return PULSES.has(condition.kind);
}

/** Lists the simple conditions of a rule: those that do not consist of other conditions. */
export function listLeaves(condition: Condition): Leaf[] {
  if (condition.kind === 'all') return condition.of.flatMap(listLeaves);
  if (condition.kind === 'any') return condition.of.flatMap(listLeaves);
  return condition.kind === 'not' ? listLeaves(condition.of) : [condition];
}
