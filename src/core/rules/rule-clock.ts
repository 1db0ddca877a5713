import type { RuleHours, RuleModel, RulesModel } from '../model/rule-model.ts';
import { createHoursCheck } from '../time/opening-hours.ts';

const MINUTE_MS = 60_000;

/** Checks once a minute which rules are in force by their hours, in store time. */
export class RuleClock {
  readonly #isWithin: ReturnType<typeof createHoursCheck>;
  /** Rules with the same hours share one check. */
  readonly #hours: ReadonlyMap<string, RuleHours>;
  readonly #inForce = new Map<string, boolean>();
  readonly #keyOf = new WeakMap<RuleHours, string>();
  #minute = Number.NaN;

  constructor({ timezone, rules }: RulesModel) {
    this.#isWithin = createHoursCheck(timezone);
    const hours = rules.flatMap(({ during }) => (during === undefined ? [] : [during]));
    for (const span of hours) this.#keyOf.set(span, JSON.stringify(span));
    this.#hours = new Map(hours.map((span) => [JSON.stringify(span), span]));
  }

  /** Returns whether the hours of any rule began or ended. */
  advance(at: number): boolean {
    const minute = Math.floor(at / MINUTE_MS);
    if (minute === this.#minute) return false;
    this.#minute = minute;
    let hasChanged = false;
    for (const [key, { spans, isInside }] of this.#hours) {
      const inForce = this.#isWithin(at, spans) === isInside;
      hasChanged ||= this.#inForce.get(key) !== inForce;
      this.#inForce.set(key, inForce);
    }
    return hasChanged;
  }

  isInForce({ during }: RuleModel): boolean {
    return during === undefined || this.#inForce.get(this.#keyOf.get(during) ?? '') === true;
  }
}
