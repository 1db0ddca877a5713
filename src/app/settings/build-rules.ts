import { DEFAULT_LEAD_MS } from '../../config/rules/condition-checks.ts';
import type { ConditionSettings } from '../../config/rules/rules-schema.ts';
import { toMinute } from '../../config/rules/rules-schema.ts';
import type { Settings } from '../../config/schema.ts';
import type { DoorId, LineId, SensorId, TagId, ZoneId } from '../../core/model/ids.ts';
import type {
  Condition,
  Limit,
  Repeated,
  RuleHours,
  RuleModel,
  RulesModel,
} from '../../core/model/rule-model.ts';
import { listExperiments } from './experiment-plan.ts';

/** A rule does not become unknown while its signal is lost for less than this. */
const UNKNOWN_FOR_MS = 30_000;
/** Default time within which a moment must occur the required number of times. */
const WITHIN_MS = 60_000;

type Rule = Settings['rules'][number];

/**
 * Builds the rules for the engine. The result is needed even without rules, because the live state for the console
 * comes with it.
 */
export function buildRules(settings: Settings): RulesModel {
  const { rules, store } = settings;
  const experiments = listExperiments(settings);
  return {
    timezone: store.timezone,
    rules: rules.map((rule) => buildRule(settings, rule)),
    ...(experiments.length === 0 ? {} : { experiments }),
  };
}

function buildRule({ store }: Settings, rule: Rule): RuleModel {
  const during = hoursOf(rule.during, store.hours);
  return {
    id: rule.id,
    when: buildCondition(rule.when),
    forMs: rule.for ?? 0,
    clearForMs: rule.clearFor ?? 0,
    holdMs: rule.hold ?? 0,
    cooldownMs: rule.cooldown ?? 0,
    unknownForMs: rule.unknownFor ?? UNKNOWN_FOR_MS,
    ...(rule.repeatEvery === undefined ? {} : { repeatEveryMs: rule.repeatEvery }),
    ...(rule.maxOn === undefined ? {} : { maxOnMs: rule.maxOn }),
    ...(during === undefined ? {} : { during }),
    ...(rule.sticky === undefined ? {} : { stickyUntil: stickyOf(rule.sticky.until) }),
  };
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

function hoursOf(during: Rule['during'], open: Settings['store']['hours']): RuleHours | undefined {
  if (during === 'always') return undefined;
  if (during !== 'open' && during !== 'closed') return { spans: during, isInside: true };
  // Never used: settings with such a rule but without `store.hours` are refused.
  const { opens, closes } = open ?? { opens: '00:00', closes: '24:00' };
  const span = { days: EVERY_DAY, fromMinute: toMinute(opens), toMinute: toMinute(closes) };
  return { spans: [span], isInside: during === 'open' };
}

function stickyOf(until: NonNullable<Rule['sticky']>['until']): NonNullable<RuleModel['stickyUntil']> {
  return until === 'console' ? until : { sensor: until.sensor as SensorId, button: until.button };
}

/** Builds a condition. The checks of the settings ensure that exactly one of its fields is set. */
function buildCondition(when: ConditionSettings): Condition {
  if (when.all !== undefined) return { kind: 'all', of: when.all.map(buildCondition) };
  if (when.any !== undefined) return { kind: 'any', of: when.any.map(buildCondition) };
  if (when.not !== undefined) return { kind: 'not', of: buildCondition(when.not) };
  return getState(when) ?? pulseOf(when);
}

function getState(when: ConditionSettings): Condition | undefined {
  const { people, dwell, approaching, occupancy, queue, door, fault, coverage, rule } = when;
  if (people !== undefined) return { kind: 'people', zone: people.zone as ZoneId, ...getLimit(people) };
  if (dwell !== undefined) return { kind: 'dwell', zone: dwell.zone as ZoneId, atLeastMs: dwell.atLeast };
  if (approaching !== undefined)
    return {
      kind: 'approaching',
      zone: approaching.zone as ZoneId,
      withinMs: approaching.within ?? DEFAULT_LEAD_MS,
    };
  if (occupancy !== undefined) return { kind: 'occupancy', ...getLimit(occupancy) };
  if (queue !== undefined) {
    const of = queue.length === undefined ? 'wait' : 'length';
    return { kind: 'queue', zone: queue.zone as ZoneId, of, ...getLimit(queue[of]) };
  }
  if (door !== undefined) return { kind: 'door', contact: door.contact as SensorId, open: door.open };
  if (fault !== undefined) return { kind: 'fault', sensor: fault as SensorId };
  if (coverage !== undefined) {
    const { zone, door: at, below, clearAt = below } = coverage;
    return { kind: 'coverage', of: (zone ?? at ?? '') as ZoneId | DoorId, below, clearAt };
  }
  if (when.variant !== undefined) return { kind: 'variant', ...when.variant };
  return rule === undefined ? undefined : { kind: 'rule', rule };
}

function pulseOf({ entered, left, crossed, pickedUp, putBack, button }: ConditionSettings): Condition {
  if (entered !== undefined) return { kind: 'entered', zone: entered.zone as ZoneId, ...repeatedOf(entered) };
  if (left !== undefined) return { kind: 'left', zone: left.zone as ZoneId, ...repeatedOf(left) };
  if (crossed !== undefined) {
    const { line, door, direction } = crossed;
    const of = (line ?? door ?? '') as LineId | DoorId;
    return { kind: 'crossed', of, ...(direction === undefined ? {} : { direction }), ...repeatedOf(crossed) };
  }
  if (pickedUp !== undefined)
    return { kind: 'pickedUp', product: pickedUp.product as TagId, ...repeatedOf(pickedUp) };
  if (putBack !== undefined)
    return { kind: 'putBack', product: putBack.product as TagId, ...repeatedOf(putBack) };
  if (button !== undefined)
    return {
      kind: 'button',
      sensor: button.sensor as SensorId,
      button: button.button,
      ...repeatedOf(button),
    };
  return { kind: 'memberArrived', times: 1, withinMs: WITHIN_MS };
}

function getLimit(
  limit: { readonly atLeast?: number | undefined; readonly clearBelow?: number | undefined } = {},
): Limit {
  const { atLeast = 1, clearBelow = atLeast } = limit;
  return { atLeast, clearBelow };
}

function repeatedOf({
  times,
  within,
}: {
  readonly times: number;
  readonly within?: number | undefined;
}): Repeated {
  return { times, withinMs: within ?? WITHIN_MS };
}
