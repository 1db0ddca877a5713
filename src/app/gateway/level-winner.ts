import type { RuleChanged } from '../../core/model/rule-model.ts';

/** Of the rules that share a lamp, the one that is on with the highest priority decides. */
export interface LevelWinner {
  /** The change that the lamp gets after this rule's. */
  decide(priority: number, change: RuleChanged): RuleChanged;
}

interface Wish {
  readonly priority: number;
  readonly change: RuleChanged;
  /** It was on when it became unknown. */
  readonly wasOn: boolean;
}

export function createLevelWinner(): LevelWinner {
  const wishes = new Map<string, Wish>();
  return {
    decide: (priority, change) => {
      const before = wishes.get(change.rule);
      const wasOn = change.state === 'unknown' && (before?.change.state === 'on' || before?.wasOn === true);
      wishes.set(change.rule, { priority, change, wasOn });
      const inOrder = [...wishes.values()].sort((a, b) => b.priority - a.priority);
      const first = inOrder.find((wish) => wish.change.state === 'on' || wish.wasOn);
      return first?.change ?? { ...change, state: 'off' };
    },
  };
}
