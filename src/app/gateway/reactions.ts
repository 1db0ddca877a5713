import { flattenCondition, hasPulse, isAboutPeople } from '../../config/rules/nested-conditions.ts';
import type { Settings } from '../../config/schema.ts';
import type { RuleChanged } from '../../core/model/rule-model.ts';
import type { LiveSnapshot } from '../../core/rules/live-snapshot.ts';
import { openOutput } from '../../outputs/open-output.ts';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../../ports/output.ts';
import type { LevelWinner } from './level-winner.ts';
import { createLevelWinner } from './level-winner.ts';
import { RuleLane } from './rule-lane.ts';

/**
 * Largest age of a change that is sent to outputs, in ms. An older change comes from a backlog, and it is too late to
 * react to it.
 */
const MAX_AGE_MS = 10_000;
const CLOSE_MS = 1_500;

export interface ReactionsOptions
  extends Omit<OutputContext, 'rules' | 'names' | 'store' | 'tenant' | 'gateway'> {
  readonly settings: Settings;
}

type Rule = Settings['rules'][number];

/** How often a rule turned on, for the console. For a rule about people it contains no times. */
export interface RuleFirings {
  readonly count: number;
  /** Times at which the rule last turned on, in epoch ms, newest first. Null for a rule about people. */
  readonly last: readonly number[] | null;
}

const KEPT_FIRINGS = 10;

/** Passes changes of rules to the outputs that the rules name. Never waits for an output. */
export class Reactions {
  readonly #options: ReactionsOptions;
  readonly #outputs = new Map<string, Output>();
  readonly #lanes = new Map<string, readonly RuleLane[]>();
  readonly #winners = new Map<string, LevelWinner>();
  readonly #firings = new Map<string, { count: number; last: number[] | null }>();
  #opening: Promise<unknown> = Promise.resolve();
  #late = 0;

  constructor(options: ReactionsOptions) {
    this.#options = options;
    const { rules, outputs } = options.settings;
    for (const { id, type } of outputs) if (type === 'gpio') this.#winners.set(id, createLevelWinner());
    for (const rule of rules) {
      this.#lanes.set(rule.id, this.#createLanes(rule));
      this.#firings.set(rule.id, { count: 0, last: isAboutPeople(rule.when) ? null : [] });
    }
  }

  /** Opens all outputs. If an output cannot be opened, the others still work. */
  open(): void {
    const { settings, log } = this.#options;
    const opened = settings.outputs.map(async (output) => {
      try {
        this.#outputs.set(output.id, await openOutput(output, this.#createContext(output.id)));
      } catch (error) {
        log.error({ err: error, output: output.id }, 'the output cannot be opened');
      }
    });
    this.#opening = Promise.all(opened).then(() => {
      for (const lanes of this.#lanes.values()) for (const lane of lanes) lane.repeatLast();
    });
  }

  changed(change: RuleChanged): void {
    const { clock } = this.#options;
    if (change.state === 'on' && change.cause !== 'start' && clock.now() - change.at > MAX_AGE_MS) {
      this.#late += 1;
      return;
    }
    if (change.state === 'on' && change.cause === 'changed') this.#countFiring(change);
    for (const lane of this.#lanes.get(change.rule) ?? []) lane.put(change, clock.monotonicMs());
  }

  /**
   * Sends live values to the outputs that publish them. Repeats the state of each rule after half of its time to live.
   * Must be called about once a second.
   */
  tick(snapshot: LiveSnapshot): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const lanes of this.#lanes.values()) for (const lane of lanes) lane.tick(nowMs);
    for (const output of this.#outputs.values()) output.publish?.(snapshot);
  }

  /** Sends a test message to all outputs of the rule, except lamps. The message is marked as a test. */
  test(change: RuleChanged): void {
    for (const lane of this.#lanes.get(change.rule) ?? []) lane.test(change);
  }

  firings(rule: string): RuleFirings | undefined {
    return this.#firings.get(rule);
  }

  status(): readonly OutputStatus[] {
    return this.#options.settings.outputs.map(
      ({ id, type }) =>
        this.#outputs.get(id)?.status() ?? {
          id,
          type,
          state: 'off',
          detail: 'not open',
          sent: 0,
          dropped: 0,
        },
    );
  }

  /** Number of rule changes that came too late to be sent. */
  get late(): number {
    return this.#late;
  }

  async close(): Promise<void> {
    await this.#opening;
    for (const lanes of this.#lanes.values()) for (const lane of lanes) lane.close();
    const closed = Promise.all(Array.from(this.#outputs.values(), (output) => output.close()));
    await Promise.race([closed, this.#options.clock.sleep(CLOSE_MS)]);
  }

  #countFiring({ rule, at }: RuleChanged): void {
    const firings = this.#firings.get(rule);
    if (firings === undefined) return;
    firings.count += 1;
    if (firings.last !== null) firings.last = [at, ...firings.last].slice(0, KEPT_FIRINGS);
  }

  #createLanes(rule: Rule): readonly RuleLane[] {
    const isMoment = isMomentary(rule);
    return rule.then.map(({ output, template, ttl }) => {
      const winner = this.#winners.get(output);
      const send = (change: RuleChanged) => {
        const message: OutputMessage = { change, template, ttlMs: ttl, isMoment };
        const decided = winner?.decide(rule.priority, change) ?? change;
        if (decided !== undefined) this.#outputs.get(output)?.send({ ...message, change: decided });
      };
      return new RuleLane({ send, ttlMs: ttl, isLamp: winner !== undefined });
    });
  }

  #createContext(output: string): OutputContext {
    const { settings, ...rest } = this.#options;
    const { rules, zones, doors, sensors, store, tenant, gateway } = settings;
    const named = [...zones, ...doors, ...sensors].map(({ id, name }): [string, string] => [id, name ?? id]);
    return {
      ...rest,
      ...{ tenant, store: store.id, gateway, names: new Map(named) },
      rules: rules
        .filter(({ then }) => then.some((action) => action.output === output))
        .map((rule) => ({ id: rule.id, name: rule.name ?? rule.id, isMoment: isMomentary(rule) })),
    };
  }
}

/**
 * Returns whether a rule reports moments instead of lasting states. A broker must not retain a moment: later
 * subscribers would react to it.
 */
function isMomentary({ when }: Rule): boolean {
  return hasPulse(when) || flattenCondition(when, []).some((part) => part.when.approaching !== undefined);
}

/** Returns undefined for a store without outputs, and in simulations, which have nothing outside. */
export function createReactions(
  { settings, clock, log, random, version }: Omit<ReactionsOptions, 'network' | 'gpio'>,
  outside: Pick<OutputContext, 'network' | 'gpio'> | undefined,
): Reactions | undefined {
  if (outside === undefined || settings.outputs.length === 0) return undefined;
  return new Reactions({ settings, clock, log, random, version, ...outside });
}
