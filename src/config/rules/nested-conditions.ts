import type { Path } from '../settings-problem.ts';
import type { ConditionSettings } from './rules-schema.ts';

/** A condition of a rule with its place in the file. */
export interface Placed {
  readonly when: ConditionSettings;
  readonly at: Path;
  /** 1 for the rule's own. */
  readonly depth: number;
  readonly isNegated: boolean;
}

/** The condition and all conditions in it. */
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
/** What tells of people in the store: it never leaves it, and no list of its times is kept. */
const PEOPLE = [...PULSES, 'people', 'dwell', 'approaching', 'queue'] as const;

/** The names that are set in a condition; one, in a good file. */
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
