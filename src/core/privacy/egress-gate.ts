import { withDerived, withoutDerived } from '../metrics/derived.ts';
import { parseIsoTime } from '../metrics/iso-time.ts';
import { mergeWindows } from '../metrics/merge-windows.ts';
import type { Restatement } from '../metrics/restatement.ts';
import type { DwellSummary, WindowSummary } from '../metrics/summary.ts';
import type { Checkpointed, Json } from '../types.ts';
import { Delayed } from './delayed.ts';
import type { Disclosure } from './disclosure.ts';
import { disclose } from './disclosure.ts';
import type { EgressModel, EgressPlan, Group } from './egress-plan.ts';
import { egressPlan, groupsOf, neighbourOf, withGroups } from './egress-plan.ts';
import type { IntegerSource } from './geometric-noise.ts';
import { geometricNoise } from './geometric-noise.ts';
import type { NoiseSettings } from './noise-budget.ts';
import { NoiseBudget } from './noise-budget.ts';
import type { Quarter } from './quarter.ts';
import {
  COARSE_MS,
  inQuarter,
  isAnySuppressed,
  takeCarry,
  takeOut,
  valueAt,
  withRestated,
} from './quarter.ts';
import type { Restated } from './restate.ts';
import { restate } from './restate.ts';
import type { RefusalSink } from './sift.ts';
import { siftWindow } from './sift.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { Amounts, SetState } from './withholding.ts';
import { endQuarter, NEW_SET, withhold } from './withholding.ts';

export interface EgressSettings {
  /** Counts of fewer people than this leave only in windows of 15 minutes and more; 1 withholds nothing. */
  readonly minimumCount: number;
  readonly noise?: NoiseSettings;
}

export interface EgressGateParts {
  readonly settings: EgressSettings;
  readonly model: EgressModel;
  /** Numbers that nobody can guess, always the same for the same cell. Needed where noise is on. */
  readonly randomOf?: (cell: string) => IntegerSource;
  readonly refused: RefusalSink;
}

/** What became of the sets in a quarter of an hour, by their key. */
interface Withheld {
  readonly withheld: ReadonlySet<string>;
  readonly deferred: ReadonlyMap<string, Amounts>;
}

const NONE: ReadonlySet<string> = new Set();
const NO_STEPS = { journeys: [], trolleyJourneys: [] };
const NOTHING_WITHHELD: Withheld = { withheld: new Set(), deferred: new Map() };

/**
 * The only way out for summaries: windows in, in time order; out come the same windows without what may not leave, and
 * after each quarter of an hour one window of 15 minutes in which the withheld amounts are counted.
 */
export class EgressGate implements Checkpointed {
  readonly #parts: EgressGateParts;
  readonly #plan: EgressPlan;
  readonly #budget: NoiseBudget | undefined;
  #sets = new Map<string, SetState>();
  #quarter: Quarter | undefined;
  readonly #waiting = new WaitingRoom();
  readonly #waitingTrolleys = new WaitingRoom();
  readonly #delayed = new Delayed();
  #lastStartMs = Number.NEGATIVE_INFINITY;

  constructor(parts: EgressGateParts) {
    const { settings, model, randomOf } = parts;
    this.#parts = parts;
    this.#plan = egressPlan(model);
    if (settings.noise === undefined) return;
    if (randomOf === undefined) throw new TypeError('noise needs a source of random numbers');
    const lengths = model.windows.durationMs < COARSE_MS && settings.minimumCount > 1 ? 2 : 1;
    this.#budget = new NoiseBudget(settings.noise, lengths);
  }

  /** What leaves because of this window, in order: none when it is refused, two when it ends a quarter of an hour. */
  pass(window: WindowSummary): readonly WindowSummary[] {
    const { refused } = this.#parts;
    const clean = siftWindow(window, this.#plan.knownIds, refused);
    if (clean === undefined) return [];
    if (this.#isOpen()) return [clean];
    if (clean.partial) return [this.#shown({ ...clean, ...NO_STEPS, visits: [] }, WITHHOLD_ALL)];
    const startMs = parseIsoTime(clean.startAt);
    if (startMs <= this.#lastStartMs) {
      // The same window with other numbers: the difference would be the count of a few.
      refused('revision');
      return [];
    }
    this.#lastStartMs = startMs;
    const kept = this.#delayed.take(clean);
    if (kept.durationMs < COARSE_MS) return this.#short(kept, startMs);
    const left = this.#long(kept, NOTHING_WITHHELD);
    this.#delayed.learn(kept);
    return [left];
  }

  /**
   * What turned out about windows that are out already: those of `published` that change, and how many of the restored
   * people may not be told so, but have to be counted in a window to come: they are too few, or the counts bear noise.
   */
  restate(restatement: Restatement, published: readonly WindowSummary[]): Restated {
    const rules = { isSmall: (people: number) => this.#isSmall(people), isNoisy: this.#budget !== undefined };
    const restated = restate(restatement, published, rules);
    this.#quarter = this.#quarter && withRestated(this.#quarter, restatement, restated.windows);
    return restated;
  }

  /** Nothing more will come: what the quarter under way holds. */
  finish(): readonly WindowSummary[] {
    return this.#endQuarter();
  }

  snapshot(): Json {
    // Nothing of it is ever changed in place: no copy is needed.
    return {
      sets: Object.fromEntries(this.#sets),
      quarter: this.#quarter ?? null,
      waiting: this.#waiting.snapshot(),
      waitingTrolleys: this.#waitingTrolleys.snapshot(),
      delayed: this.#delayed.snapshot(),
      lastStartMs: Number.isFinite(this.#lastStartMs) ? this.#lastStartMs : null,
      budget: this.#budget?.snapshot() ?? null,
    } as unknown as Json;
  }

  restore(saved: Json): void {
    const state = saved as unknown as {
      sets: Record<string, SetState>;
      quarter: Quarter | null;
      waiting: Json;
      waitingTrolleys?: Json;
      delayed?: Json;
      lastStartMs: number | null;
      budget: Json;
    };
    this.#sets = new Map(Object.entries(state.sets));
    this.#quarter = state.quarter ?? undefined;
    this.#waiting.restore(state.waiting);
    if (state.waitingTrolleys !== undefined) this.#waitingTrolleys.restore(state.waitingTrolleys);
    if (state.delayed !== undefined) this.#delayed.restore(state.delayed);
    this.#lastStartMs = state.lastStartMs ?? Number.NEGATIVE_INFINITY;
    if (state.budget !== null) this.#budget?.restore(state.budget);
  }

  #isOpen(): boolean {
    return this.#parts.settings.minimumCount <= 1 && this.#budget === undefined;
  }

  #short(window: WindowSummary, startMs: number): WindowSummary[] {
    const quarterMs = Math.floor(startMs / COARSE_MS) * COARSE_MS;
    const ended = this.#quarter !== undefined && this.#quarter.startMs < quarterMs ? this.#endQuarter() : [];
    const groups = groupsOf(window);
    const withheld = this.#decide(groups);
    this.#waiting.takeVisits(groups.values());
    const counted = withGroups(window, groups);
    const shown = this.#shown({ ...counted, ...NO_STEPS }, this.#shortDisclosure(counted, withheld));
    const before = this.#quarter;
    this.#quarter = {
      startMs: before?.startMs ?? quarterMs,
      merged: before === undefined ? counted : mergeWindows([before.merged, counted]),
      isAnyWithheld: before?.isAnyWithheld === true || isAnySuppressed(shown),
    };
    const isLast = startMs + window.durationMs >= quarterMs + COARSE_MS;
    return [...ended, shown, ...(isLast ? this.#endQuarter() : [])];
  }

  /** Adds what was carried to the groups and returns the sets that this window withholds. */
  #decide(groups: ReadonlyMap<string, Group>): Set<string> {
    const withheld = new Set<string>();
    for (const set of this.#plan.sets) {
      const state = this.#sets.get(set.key) ?? NEW_SET;
      if (set.cells.every((cell) => valueAt(groups, cell) === null)) continue;
      const isFew = set.amount?.people.every((cell) => this.#isSmall(valueAt(groups, cell) ?? 0)) === true;
      const amounts = takeCarry(groups, set, state.carry);
      const isAfter = set.amount?.after.some((key) => withheld.has(key) || this.#isWithholding(key)) === true;
      const isAnySmall = Object.values(amounts).some((count) => this.#isSmall(count));
      const isSmall = set.isLongOnly || (set.amount === undefined ? isAnySmall : isFew || isAfter);
      const next = withhold({ ...state, carry: {} }, amounts, isSmall);
      if (next.isWithheld) withheld.add(set.key);
      this.#sets.set(set.key, next.state);
    }
    return withheld;
  }

  #isSmall(count: number): boolean {
    const { minimumCount } = this.#parts.settings;
    return minimumCount > 1 && count < minimumCount;
  }

  /** Whether the set was withheld at any time in this quarter. */
  #isWithholding(key: string): boolean {
    return (this.#sets.get(key) ?? NEW_SET).first !== null;
  }

  #shortDisclosure(window: WindowSummary, withheld: ReadonlySet<string>): Disclosure {
    const isNoisy = this.#budget !== undefined;
    return {
      ...this.#counts(window),
      isSetShown: (key) => !withheld.has(key) && !(isNoisy && this.#isAmount(key)),
      isMeasureShown: () => false,
      isStateShown: (group, { people, after }) =>
        !isNoisy &&
        people.some((field) => !this.#isSmall(Number(group.fields[field]))) &&
        this.#setsOf(group, after).every((key) => !withheld.has(key) && !this.#isWithholding(key)),
      distribution: () => null,
      deferred: NONE,
    };
  }

  #endQuarter(): WindowSummary[] {
    const quarter = this.#quarter;
    if (quarter === undefined) return [];
    this.#quarter = undefined;
    const deferred = new Map<string, Amounts>();
    const withheld = new Set<string>();
    for (const [key, state] of this.#sets) {
      if (state.first !== null) withheld.add(key);
      const end = endQuarter(state);
      if (Object.keys(end.deferred).length > 0) deferred.set(key, end.deferred);
      if (Object.keys(end.state.carry).length > 0) this.#sets.set(key, end.state);
      else this.#sets.delete(key);
    }
    const left = this.#quarterWindow(quarter, { withheld, deferred });
    this.#delayed.learn(quarter.merged);
    return left;
  }

  /** Only where something waited for it. */
  #quarterWindow(quarter: Quarter, { withheld, deferred }: Withheld): WindowSummary[] {
    if (!quarter.isAnyWithheld && !this.#delayed.hasVisits) return [];
    const window = inQuarter(quarter);
    // What is no longer in the settings does not leave under its old name.
    const clean = siftWindow(window, this.#plan.knownIds, () => undefined);
    if (clean === undefined) return [];
    const groups = groupsOf(clean);
    for (const amounts of deferred.values()) takeOut(groups, amounts);
    return [this.#long(withGroups(clean, groups), { withheld, deferred })];
  }

  /** A window in which counts are exact but for what is deferred. */
  #long(window: WindowSummary, { withheld, deferred }: Withheld): WindowSummary {
    const isNoisy = this.#budget !== undefined;
    const isFew = (n: number) => this.#isSmall(n);
    const steps = {
      journeys: this.#waiting.releaseSteps(window.journeys, isFew),
      trolleyJourneys: this.#waitingTrolleys.releaseSteps(window.trolleyJourneys, isFew),
    };
    // People whose count follows with the next quarter would be in these stretches already.
    const isComplete = !deferred.has('store/in') && !deferred.has('store/out');
    const visits = isComplete ? this.#delayed.release((n) => isNoisy || isFew(n)) : [];
    const left = { ...window, visits, ...(isNoisy ? NO_STEPS : steps) };
    return this.#shown(left, {
      ...this.#counts(window),
      isSetShown: (key) => !(isNoisy && this.#isAmount(key)),
      isMeasureShown: (count) => !isNoisy && !this.#isSmall(count),
      isStateShown: (group, { rule, after }) => {
        const hiding = rule === 'extreme' ? withheld : deferred;
        return !isNoisy && this.#setsOf(group, after).every((key) => !hiding.has(key));
      },
      distribution: (group, field) => this.#release(group, field, deferred),
      deferred: new Set([...deferred.values()].flatMap((amounts) => Object.keys(amounts))),
    });
  }

  /** The visits that ended, with those that waited; kept back while they are few, or while their count is deferred. */
  #release(group: Group, field: string, deferred: Withheld['deferred']): DwellSummary | null | undefined {
    const isDeferred = this.#setsOf(group, ['exits']).some((set) => deferred.has(set));
    this.#waiting.takeVisits([group]);
    const visits = this.#waiting.releaseVisits(
      `${group.key}/${field}`,
      (n) => isDeferred || this.#isSmall(n),
    );
    return this.#budget === undefined || visits === undefined ? visits : null;
  }

  #counts(window: WindowSummary): Pick<Disclosure, 'plan' | 'count'> {
    const { randomOf } = this.#parts;
    const startMs = parseIsoTime(window.startAt);
    const epsilon = this.#budget?.spend(startMs, window.durationMs);
    const name = `${window.startAt}/${window.durationMs}`;
    return {
      plan: this.#plan,
      count: ({ id }, value) => {
        if (this.#budget === undefined || randomOf === undefined) return value;
        if (epsilon === undefined) return null;
        return Math.max(0, value + geometricNoise(epsilon, randomOf(`${name}/${id}`)));
      },
    };
  }

  #isAmount(key: string): boolean {
    return this.#plan.setAt.get(key)?.amount !== undefined;
  }

  #setsOf(group: Group, fields: readonly string[]): string[] {
    return fields.flatMap((field) => this.#plan.setOf.get(neighbourOf(group, field))?.key ?? []);
  }

  #shown(window: WindowSummary, disclosure: Disclosure | typeof WITHHOLD_ALL): WindowSummary {
    const full = { plan: this.#plan, ...disclosure };
    const groups = [...groupsOf(window).values()].map((group) => disclose(group, full));
    const shown = this.#delayed.shown(withGroups(window, new Map(groups.map((group) => [group.key, group]))));
    return this.#budget === undefined ? withDerived(shown) : withoutDerived(shown);
  }
}

/** A window that the gateway was stopped in comes again, whole: shown twice, the difference would count a few. */
const WITHHOLD_ALL: Omit<Disclosure, 'plan'> = {
  isSetShown: () => false,
  isMeasureShown: () => false,
  isStateShown: () => false,
  distribution: () => null,
  count: () => null,
  deferred: NONE,
};
