import type { RuleChanged } from '../../core/model/rule-model.ts';

/** Decides for a lamp that several rules share: of the rules that are on, the one with the highest priority wins. */
export interface LevelWinner {
  decide(priority: number, change: RuleChanged): RuleChanged;
}

interface Wish {
  readonly priority: number;
  readonly change: RuleChanged;
  /** The rule was on before it became unknown. */
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
