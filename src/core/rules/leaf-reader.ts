import type { TagId } from '../model/ids.ts';
import type { Leaf, Limit, PulseCondition } from '../model/rule-model.ts';
import type { LiveValues } from './live-values.ts';
import type { Truth } from './truth.ts';

/** Inputs of conditions: the live values, the states of other rules and the experiments. */
export interface LeafContext {
  readonly live: LiveValues;
  /** Returns whether the other rule is on. Undefined while the state of that rule is unknown. */
  isRuleOn(rule: string): Truth;
  /** Returns the variant that runs now. Undefined before and after the experiment. */
  getVariant(experiment: string): 'a' | 'b' | undefined;
}

/** State of one condition between evaluations. */
export interface LeafState {
  /** Whether a condition with two limits held at the last evaluation. If so, only the second limit ends it. */
  isOver: boolean;
}

/** Lists the keys under which live values report changes of the condition. */
export function listKeys(leaf: Leaf): string[] {
  switch (leaf.kind) {
    case 'people':
    case 'dwell':
    case 'queue':
    case 'entered':
    case 'left':
    case 'approaching':
      return [`${leaf.kind}/${leaf.zone}`];
    case 'occupancy':
    case 'memberArrived':
      return [leaf.kind];
    case 'door':
      return [`door/${leaf.contact}`];
    case 'fault':
      return [`fault/${leaf.sensor}`];
    case 'coverage':
      return [`coverage/${leaf.of}`];
    case 'rule':
      return [`rule/${leaf.rule}`];
    case 'variant':
      return [`variant/${leaf.experiment}`];
    default:
      return pulseKeys(leaf);
  }
}

type OtherPulse = Extract<PulseCondition, { readonly kind: 'crossed' | 'pickedUp' | 'putBack' | 'button' }>;

function pulseKeys(leaf: OtherPulse): string[] {
  if (leaf.kind === 'button') return [`button/${leaf.sensor}/${leaf.button}`];
  if (leaf.kind !== 'crossed') return [`${leaf.kind}/${leaf.product satisfies TagId}`];
  const directions = leaf.direction === undefined ? (['in', 'out'] as const) : [leaf.direction];
  return directions.map((direction) => `crossed/${leaf.of}/${direction}`);
}

/**
 * Returns the number that a condition compares. Null for conditions without a number, and while the number is unknown.
 */
export function measure(leaf: Leaf, live: LiveValues, at: number): number | null {
  switch (leaf.kind) {
    case 'people':
      return live.zones.get(leaf.zone)?.present ?? null;
    case 'approaching':
      return live.zones.get(leaf.zone)?.approaching ?? null;
    case 'occupancy':
      return live.occupancy;
    case 'queue': {
      const zone = live.zones.get(leaf.zone);
      return (leaf.of === 'length' ? zone?.queueLength : zone?.predictWaitS(at)) ?? null;
    }
    case 'coverage':
      return live.coverage.get(leaf.of) ?? null;
    default:
      return null;
  }
}

export function getLimit(leaf: Leaf): number | null {
  if ('atLeast' in leaf) return leaf.atLeast;
  return 'below' in leaf ? leaf.below : null;
}

/**
 * Returns whether the condition holds at `at`. False for conditions on events, which hold only while
 * `RunningRule.pulse` handles the event.
 */
export function readLeaf(leaf: Leaf, state: LeafState, around: LeafContext, at: number): Truth {
  const { live } = around;
  switch (leaf.kind) {
    case 'people':
    case 'occupancy':
    case 'queue':
      return compare(leaf, state, measure(leaf, live, at));
    case 'coverage':
      return compareCoverage(leaf, state, live.coverage.get(leaf.of));
    case 'approaching':
      return (live.zones.get(leaf.zone)?.approaching ?? 0) > 0;
    case 'dwell':
      return (live.zones.get(leaf.zone)?.since ?? Number.POSITIVE_INFINITY) + leaf.atLeastMs <= at;
    case 'door': {
      const open = live.contacts.get(leaf.contact);
      return open === undefined ? undefined : open === leaf.open;
    }
    case 'fault':
      return leaf.sensor === 'any' ? live.faulted.size > 0 : live.faulted.has(leaf.sensor);
    case 'rule':
      return around.isRuleOn(leaf.rule);
    case 'variant':
      return around.getVariant(leaf.experiment) === leaf.is;
    default:
      return false;
  }
}

function compare({ atLeast, clearBelow }: Limit, state: LeafState, value: number | null): Truth {
  if (value === null) return undefined;
  state.isOver = value >= (state.isOver ? clearBelow : atLeast);
  return state.isOver;
}

function compareCoverage(
  { below, clearAt }: Extract<Leaf, { readonly kind: 'coverage' }>,
  state: LeafState,
  share: number | undefined,
): Truth {
  if (share === undefined) return undefined;
  state.isOver = share < (state.isOver ? clearAt : below);
  return state.isOver;
}
