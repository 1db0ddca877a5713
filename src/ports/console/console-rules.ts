import type { RuleState } from '../../core/model/rule-model.ts';
import type { OutputStatus } from '../output.ts';

/** One rule as the console lists it. Of a rule about people no times are kept. */
export interface RuleView {
  readonly id: string;
  readonly name: string;
  readonly state: RuleState;
  /** How often it turned on since the gateway started. */
  readonly count: number;
  /** Epoch milliseconds, newest first; null where the rule is about people. */
  readonly last: readonly number[] | null;
  readonly outputs: readonly string[];
  /** It stays on until a person ends it. */
  readonly isSticky: boolean;
}

export interface RulesView {
  readonly rules: readonly RuleView[];
  readonly outputs: readonly OutputStatus[];
}

/** The running gateway's rules. Nothing here changes a setting. */
export interface ConsoleRules {
  view(): RulesView;
  /** Sends a marked test to the rule's outputs, lamps left out; false without such a rule. */
  test(rule: string): boolean;
  /** Ends a rule that stays on until then; false without such a rule. */
  end(rule: string): boolean;
}
