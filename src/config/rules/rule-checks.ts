import type { Settings } from '../schema.ts';
import type { Found, Path } from '../settings-problem.ts';
import { braceFaults } from './brace-faults.ts';
import { conditionFaults } from './condition-checks.ts';
import { flattenCondition, hasPulse, isAboutPeople, listNames } from './nested-conditions.ts';
import { outputFaults } from './output-checks.ts';
import type { ConditionSettings } from './rules-schema.ts';

type Rule = Settings['rules'][number];

const MAX_DEPTH = 3;

/** Finds rules that cannot work: conditions that are never true, missing outputs, wrong templates. */
export function ruleFaults(settings: Settings): Found[] {
  return [
    ...settings.rules.flatMap((rule, i) => [
      ...shapeFaults(rule, ['rules', i]),
      ...conditionFaults(settings, flattenCondition(rule.when, ['rules', i, 'when'])),
      ...hoursFaults(settings, rule, ['rules', i, 'during']),
      ...actionFaults(settings, rule, ['rules', i, 'then']),
      ...stickyFaults(settings, rule, ['rules', i, 'sticky', 'until', 'sensor']),
    ]),
    ...circleFaults(settings),
    ...priorityFaults(settings),
    ...outputFaults(settings),
  ];
}

function shapeFaults(rule: Rule, at: Path): Found[] {
  const placed = flattenCondition(rule.when, [...at, 'when']);
  const isPulsed = hasPulse(rule.when);
  return [
    ...placed.flatMap(({ when, at: where, depth, isNegated }) => [
      ...oneName(when, where),
      ...(depth > MAX_DEPTH
        ? [
            {
              at: where,
              value: when,
              allowed: 'three levels at most',
              mend: 'Split it into rules: `rule: ID`.',
            },
          ]
        : []),
      ...(isNegated && when.not === undefined && hasPulse(when) && listNames(when).length === 1
        ? [{ at: where, value: when, allowed: 'what holds for a while', mend: 'A moment has no opposite.' }]
        : []),
    ]),
    ...(isPulsed && rule.for !== undefined
      ? [
          {
            at: [...at, 'for'],
            value: rule.for,
            allowed: 'only for what holds for a while',
            mend: 'Take it out: a moment does not last. `hold` keeps the rule on.',
          },
        ]
      : []),
  ];
}

function oneName(when: ConditionSettings, at: Path): Found[] {
  const names = listNames(when);
  if (names.length === 1) return [];
  const mend = names.length === 0 ? 'Name a condition.' : 'Put them into a list below `all:` or `any:`.';
  return [{ at, value: names, allowed: 'exactly one condition', mend }];
}

function hoursFaults({ store }: Settings, { during }: Rule, at: Path): Found[] {
  const needsHours = during === 'open' || during === 'closed';
  if (!needsHours || store.hours !== undefined) return [];
  const mend = 'Add store.hours, or write `during: always`.';
  return [{ at, value: during, allowed: 'always, or hours, while store.hours is missing', mend }];
}

function actionFaults({ outputs }: Settings, rule: Rule, at: Path): Found[] {
  return rule.then.flatMap(({ output: id, template }, i): Found[] => {
    const output = outputs.find((candidate) => candidate.id === id);
    const known = outputs.map((candidate) => candidate.id).join(', ');
    if (output === undefined) {
      const allowed = known === '' ? 'an id from outputs (there are none)' : known;
      return [{ at: [...at, i, 'output'], value: id, allowed, mend: 'Name one of the outputs.' }];
    }
    const leaves = 'leavesStore' in output && output.leavesStore && isAboutPeople(rule.when);
    return [
      ...braceFaults(template, [...at, i, 'template']),
      ...(leaves
        ? [
            {
              at: [...at, i, 'output'],
              value: id,
              allowed: 'an output that stays in the store',
              mend: 'What people do in the store does not leave it: use faults, contacts, coverage or occupancy here.',
            },
          ]
        : []),
    ];
  });
}

function stickyFaults({ sensors, tags }: Settings, { sticky }: Rule, at: Path): Found[] {
  if (sticky === undefined || sticky.until === 'console') return [];
  const { sensor } = sticky.until;
  const known = [
    ...sensors.filter(({ model }) => model.kind === 'takes-answers').map(({ id }) => id as string),
    ...tags.map(({ id }) => id),
  ];
  if (known.includes(sensor)) return [];
  return [
    {
      at,
      value: sensor,
      allowed: known.join(', ') || 'a terminal or a tag (there is none)',
      mend: 'Name one.',
    },
  ];
}

/** Finds rules that depend on themselves, directly or through other rules. They could never change. */
function circleFaults({ rules }: Settings): Found[] {
  const named = new Map(
    rules.map(({ id, when }) => [id, flattenCondition(when, []).flatMap((part) => part.when.rule ?? [])]),
  );
  const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
    (named.get(from) ?? []).some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, new Set([...seen, next]))),
    );
  return rules.flatMap(({ id }, i) =>
    reaches(id, id, new Set())
      ? [
          {
            at: ['rules', i, 'when'],
            value: id,
            allowed: 'a rule that does not wait for itself',
            mend: 'Break the circle.',
          },
        ]
      : [],
  );
}

/**
 * Finds rules that use the same lamp with the same priority. The lamp follows the rule with the highest priority, so
 * priorities must differ.
 */
function priorityFaults({ rules, outputs }: Settings): Found[] {
  return outputs.flatMap(({ id, type }) => {
    if (type !== 'gpio') return [];
    const sharing = rules.flatMap((rule, i) =>
      rule.then.some(({ output }) => output === id) ? [{ rule, i }] : [],
    );
    return sharing.flatMap(({ rule, i }, place) =>
      sharing.slice(0, place).some((other) => other.rule.priority === rule.priority)
        ? [
            {
              at: ['rules', i, 'priority'],
              value: rule.priority,
              allowed: `a number that no other rule on '${id}' has`,
              mend: 'The highest that is on decides.',
            },
          ]
        : [],
    );
  });
}

/** Returns warnings, one sentence each, about rules that are allowed but probably a mistake. */
export function ruleWarnings({ rules }: Settings): string[] {
  return rules.flatMap((rule, i) => {
    const steadies = [rule.for, rule.clearFor, rule.hold, rule.cooldown];
    const isSteady = steadies.some((ms) => ms !== undefined && ms > 0);
    const counted = flattenCondition(rule.when, []).some(
      ({ when }) => when.occupancy ?? when.people ?? when.queue,
    );
    if (isSteady || counted === false) return [];
    return [
      `rules[${i}] (${rule.id}) may turn on and off many times a minute. Give it for, clearFor, hold or cooldown.`,
    ];
  });
}
