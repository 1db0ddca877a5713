import type { RuleChanged } from '../../core/model/rule-model.ts';
import { table } from '../process/terminal.ts';

/** Collects when each rule turned on in a replay, and for how long. */
export class RuleTable {
  readonly #rows: {
    readonly rule: string;
    readonly onAt: number;
    offAt: number | undefined;
    readonly value: number | null;
  }[] = [];

  add({ rule, state, cause, at, value }: RuleChanged): void {
    if (state === 'on' && cause === 'changed') this.#rows.push({ rule, onAt: at, offAt: undefined, value });
    if (state === 'on') return;
    const open = this.#rows.findLast((row) => row.rule === rule && row.offAt === undefined);
    if (open !== undefined) open.offAt = at;
  }

  /** Returns a line for each time that a rule turned on, and one for each rule that never did. */
  text(rules: readonly string[]): string {
    const fired = this.#rows.map(({ rule, onAt, offAt, value }) => [
      rule,
      new Date(onAt).toISOString(),
      offAt === undefined ? 'to the end' : ((offAt - onAt) / 1000).toFixed(1),
      value === null ? '' : String(value),
    ]);
    const silent = rules.filter((rule) => !this.#rows.some((row) => row.rule === rule));
    return `${table([['rule', 'on at', 'on s', 'value'], ...fired, ...silent.map((rule) => [rule, 'never', '', ''])])}\n`;
  }
}
