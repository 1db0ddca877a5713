import type { ExperimentModel } from './experiment-model.ts';
import type { DoorId, LineId, SensorId, TagId, ZoneId } from './ids.ts';

/** A value that turns a condition on from `atLeast` on, and off again below `clearBelow`. */
export interface Limit {
  readonly atLeast: number;
  readonly clearBelow: number;
}

/** A pulse counts when it came `times` times within `withinMs`. */
export interface Repeated {
  readonly times: number;
  readonly withinMs: number;
}

/** What holds for a while. */
export type StateCondition =
  | ({ readonly kind: 'people'; readonly zone: ZoneId } & Limit)
  | { readonly kind: 'dwell'; readonly zone: ZoneId; readonly atLeastMs: number }
  | { readonly kind: 'approaching'; readonly zone: ZoneId; readonly withinMs: number }
  | ({ readonly kind: 'occupancy' } & Limit)
  /** `wait` in seconds. */
  | ({ readonly kind: 'queue'; readonly zone: ZoneId; readonly of: 'length' | 'wait' } & Limit)
  | { readonly kind: 'door'; readonly contact: SensorId; readonly open: boolean }
  | { readonly kind: 'fault'; readonly sensor: SensorId | 'any' }
  /** `below` and `clearAt` are shares of a window, 0 to 1. */
  | {
      readonly kind: 'coverage';
      readonly of: ZoneId | DoorId;
      readonly below: number;
      readonly clearAt: number;
    }
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'variant'; readonly experiment: string; readonly is: 'a' | 'b' };

/** What happens at a moment. */
export type PulseCondition = Repeated &
  (
    | { readonly kind: 'entered' | 'left'; readonly zone: ZoneId }
    | {
        readonly kind: 'crossed';
        readonly of: LineId | DoorId;
        /** Absent: both. */
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

/** A time of day in minutes since midnight, on some days of the week; 0 is Sunday. `to` may lie before `from`: over midnight. */
export interface HoursSpan {
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** When a rule is in force. `isInside` false: outside of these hours. */
export interface RuleHours {
  readonly spans: readonly HoursSpan[];
  readonly isInside: boolean;
}

/** One rule of the settings; times in milliseconds. */
export interface RuleModel {
  readonly id: string;
  readonly when: Condition;
  /** The condition holds this long before the rule is on. */
  readonly forMs: number;
  /** The condition is gone this long before the rule is off. */
  readonly clearForMs: number;
  /** Least time on. */
  readonly holdMs: number;
  /** From off to the next on. */
  readonly cooldownMs: number;
  /** While on, reported again this often. */
  readonly repeatEveryMs?: number;
  /** On for longer is a fault: off until the condition has been gone. */
  readonly maxOnMs?: number;
  /** Whether the condition holds is unknown for this long before the rule is unknown. */
  readonly unknownForMs: number;
  /** Absent: always. */
  readonly during?: RuleHours;
  /** Once on, it stays on until this button is pressed, or the console ends it. */
  readonly stickyUntil?: 'console' | { readonly sensor: SensorId | TagId; readonly button: number };
}

/** The rules of a store, and what their hours and live values need. */
export interface RulesModel {
  readonly timezone: string;
  readonly rules: readonly RuleModel[];
  /** Absent: none. */
  readonly experiments?: readonly ExperimentModel[];
}

/** `unknown`: a sensor is down, so the condition has no answer. */
export type RuleState = 'unknown' | 'off' | 'pending' | 'on' | 'clearing';

/** A rule turned on, off or unknown, or is on for another while. Holds states and counts only. */
export interface RuleChanged {
  readonly rule: string;
  readonly at: number;
  readonly state: 'on' | 'off' | 'unknown';
  /** `start`: the state as it is when the program starts; `stuck`: on for longer than allowed. */
  readonly cause: 'changed' | 'repeated' | 'stuck' | 'start' | 'test';
  /** How often the rule has turned on in its life: a repeat after a crash has the number of the first. */
  readonly number: number;
  /** The value that the condition compares, where it has one. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly zone: string | null;
  /** When the rule came into this state. */
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

/** All conditions of a tree that are not made of others. */
export function listLeaves(condition: Condition): Leaf[] {
  if (condition.kind === 'all') return condition.of.flatMap(listLeaves);
  if (condition.kind === 'any') return condition.of.flatMap(listLeaves);
  return condition.kind === 'not' ? listLeaves(condition.of) : [condition];
}
