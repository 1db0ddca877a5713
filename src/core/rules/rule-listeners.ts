import type { RunningRule } from './running-rule.ts';

/**
 * The rules that listen to one value. Most are off, and the value is below their limit: those cost one comparison, side by
 * side in memory. Runs for every person who enters or leaves a zone.
 */
export class RuleListeners {
  readonly rules: RunningRule[] = [];
  /** The rule needs no look below this number; −Infinity: always. */
  #limits = new Float64Array(0);

  add(rule: RunningRule): void {
    this.rules.push(rule);
    this.#limits = new Float64Array(this.rules.length);
    this.reset();
  }

  /** The rules may be in other states than at the last change. */
  reset(): void {
    this.#limits.fill(Number.NEGATIVE_INFINITY);
  }

  /** The value is another now; NaN where it is no number. */
  changed(value: number, look: (rule: RunningRule) => void): void {
    for (let i = 0; i < this.rules.length; i++) {
      const rule = this.rules[i];
      if (rule === undefined || value < (this.#limits[i] ?? 0)) continue;
      look(rule);
      this.#limits[i] = rule.restsBelow;
    }
  }
}
