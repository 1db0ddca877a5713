import type { RuleChanged } from '../../core/model/rule-model.ts';

/** Decides the state of a lamp that rules share: the rule with the highest priority among those that are on. */
export interface LevelWinner {
  decide(priority: number, change: RuleChanged): RuleChanged;
}

interface Wish {
  readonly priority: number;
  readonly change: RuleChanged;
  /** Whether the rule was on before it became unknown. Then it still takes part in the decision. */
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
