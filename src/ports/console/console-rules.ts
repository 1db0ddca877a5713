import type { RuleState } from '../../core/model/rule-model.ts';
import type { OutputStatus } from '../output.ts';

/** One rule as the console lists it. A rule about people keeps no times. */
export interface RuleView {
  readonly id: string;
  readonly name: string;
  readonly state: RuleState;
  /** How often the rule turned on since the gateway started. */
  readonly count: number;
  /** When the rule turned on: epoch milliseconds, newest first. Null for a rule about people. */
  readonly last: readonly number[] | null;
  readonly outputs: readonly string[];
  /** The rule stays on until a person ends it. */
  readonly isSticky: boolean;
}

export interface RulesView {
  readonly rules: readonly RuleView[];
  readonly outputs: readonly OutputStatus[];
}

/** The running gateway's rules. No method changes a setting. */
export interface ConsoleRules {
  view(): RulesView;
  /** Sends a test message to the rule's outputs except lamps; false when the rule does not exist. */
  test(rule: string): boolean;
  /** Ends a rule that stays on; false when the rule does not exist. */
  end(rule: string): boolean;
}
