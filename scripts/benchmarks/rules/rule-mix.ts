import type { DoorId, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { Condition, RuleModel } from '../../../src/core/model/rule-model.ts';
import { isPulse } from '../../../src/core/model/rule-model.ts';

const RULES = 1_000;

/** What rules can look at. */
export interface Places {
  readonly zones: readonly ZoneId[];
  readonly queues: readonly ZoneId[];
  readonly door: DoorId;
  readonly sensor: SensorId;
}

/** What a store's 1,000 rules look at, in parts of a hundred. */
const MIX = [
  ['people', 30],
  ['dwell', 20],
  ['entered', 14],
  ['left', 5],
  ['crossed', 6],
  ['occupancy', 5],
  ['queue', 5],
  ['fault', 5],
  ['coverage', 5],
] as const;
const KINDS = MIX.flatMap(([kind, share]) => Array.from({ length: share }, () => kind));

/** Displays that know who is about to come: some in a store's mix, as many as the largest stores have, and nothing else. */
export const APPROACHES = { none: 0, store: 16, many: 64, hardest: RULES } as const;

/** A moment does not last: the settings allow no `for` there, and the rule stays on for a while instead. */
export function createRules(approaches: number, places: Places): RuleModel[] {
  return Array.from({ length: RULES }, (_, i): RuleModel => {
    const when = createCondition(i, approaches, places);
    const isMoment = 'withinMs' in when && 'times' in when && isPulse(when);
    return {
      ...{ id: `r${i}`, when, forMs: isMoment ? 0 : 5_000, clearForMs: 5_000 },
      ...{ holdMs: 0, cooldownMs: 0, unknownForMs: 30_000 },
    };
  });
}

function createCondition(i: number, approaches: number, { zones, queues, door, sensor }: Places): Condition {
  const zone = pick(zones, i * 7);
  if (i < approaches) return { kind: 'approaching', zone, withinMs: 2_000 };
  switch (KINDS[(i * 37) % KINDS.length]) {
    case 'people':
      return { kind: 'people', zone, atLeast: 3, clearBelow: 2 };
    case 'dwell':
      return { kind: 'dwell', zone, atLeastMs: 30_000 };
    case 'entered':
      return { kind: 'entered', zone, times: 3, withinMs: 60_000 };
    case 'left':
      return { kind: 'left', zone, times: 3, withinMs: 60_000 };
    case 'crossed':
      return { kind: 'crossed', of: door, direction: 'in', times: 3, withinMs: 60_000 };
    case 'occupancy':
      return { kind: 'occupancy', atLeast: 20 + i / 10, clearBelow: 10 };
    case 'queue':
      return { kind: 'queue', of: 'length', zone: pick(queues, i), atLeast: 3, clearBelow: 2 };
    case 'fault':
      return { kind: 'fault', sensor };
    default:
      return { kind: 'coverage', of: zone, below: 0.5, clearAt: 0.6 };
  }
}

function pick(zones: readonly ZoneId[], i: number): ZoneId {
  return zones[i % zones.length] ?? ('' as ZoneId);
}
