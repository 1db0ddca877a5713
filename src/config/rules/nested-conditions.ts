import type { Path } from '../settings-problem.ts';
import type { ConditionSettings } from './rules-schema.ts';

/** A condition of a rule, with its path in the file. */
export interface Placed {
  readonly when: ConditionSettings;
  readonly at: Path;
  /** 1 for the rule's outermost condition. */
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
 * Conditions about people in the store. Their state never leaves the store, and the gateway keeps no list of their
 * times.
 */
const PEOPLE = [...PULSES, 'people', 'dwell', 'approaching', 'queue'] as const;

/** Names of the fields that a condition sets. A valid file sets exactly one. */
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
