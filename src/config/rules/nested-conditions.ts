import type { Path } from '../settings-problem.ts';
import type { ConditionSettings } from './rules-schema.ts';

/** A condition inside a rule, with its path in the settings file. */
export interface Placed {
  readonly when: ConditionSettings;
  readonly at: Path;
  /** Nesting depth: 1 for the outermost condition of a rule. */
  readonly depth: number;
  readonly isNegated: boolean;
}

export function flattenCondition(when: ConditionSettings, at: Path, depth = 1, isNegated = false): Placed[] {
  const inner = (list: readonly ConditionSettings[], name: string) =>
    list.flatMap((part, i) => flattenCondition(part, [...at, name, i], depth + 1, isNegated));
  return [
    { when, at, depth, isNegated },
    ...inner(when.all ?? [], 'all'),
    ...inner(when.any ?? [], 'any'),
    ...(when.not === undefined ? [] : flattenCondition(when.not, [...at, 'not'], depth + 1, !isNegated)),
  ];
}

const PULSES = ['entered', 'left', 'crossed', 'pickedUp', 'putBack', 'button', 'memberArrived'] as const;
/**
 * Conditions about people in the store. To protect privacy, their states never leave the store, and the gateway does
 * not record when they were true.
 */
const PEOPLE = [...PULSES, 'people', 'dwell', 'approaching', 'queue'] as const;

/** Returns the names of the fields that are set in a condition. In a valid file it is exactly one. */
export function listNames(when: ConditionSettings): (keyof ConditionSettings)[] {
  const names = Object.keys(when) as (keyof ConditionSettings)[];
  return names.filter((name) => when[name] !== undefined);
}

export function hasPulse(when: ConditionSettings): boolean {
  return flattenCondition(when, []).some((part) => PULSES.some((name) => part.when[name] !== undefined));
}

export function isAboutPeople(when: ConditionSettings): boolean {
  return flattenCondition(when, []).some((part) => PEOPLE.some((name) => part.when[name] !== undefined));
}
