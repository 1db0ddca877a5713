import { derived, withoutDerived } from '../metrics/merging/derived-metrics.ts';
import { mergeWindows } from '../metrics/merging/merge-windows.ts';
import type { Checkpointed, Json } from '../model/ids.ts';
import type { Restatement } from '../model/restatement.ts';
import type { DwellSummary, IndoorSummary, WindowSummary } from '../model/window-summary.ts';
import type { IntegerSource } from '../statistics/geometric-noise.ts';
import { geometricNoise } from '../statistics/geometric-noise.ts';
import { parseIsoTime } from '../time/iso-time.ts';
import { compactWindows, expandWindows } from './compact-windows.ts';
import { DeferredCounts } from './deferred-counts.ts';
import { DelayedFields, NO_PERIODS } from './delayed-fields.ts';
import type { Disclosure } from './disclosure.ts';
import { disclose } from './disclosure.ts';
import type { EgressPlan } from './disclosure-plan.ts';
import type { Group } from './groups.ts';
import { listGroups, selectLists, withGroups } from './groups.ts';
import { mergeDwellBins } from './merge-dwell-bins.ts';
import type { NoiseBudget } from './noise-budget.ts';
import type { QuarterTotals } from './quarter-totals.ts';
import { COARSE_MS, inQuarter, subtract, withPart, withRestated } from './quarter-totals.ts';
import { sanitizeWindow } from './sanitize.ts';
import type { QuarterEnd } from './suppressed-sets.ts';
import { NOTHING_WITHHELD, SuppressedSets } from './suppressed-sets.ts';

export interface SmallCountGateOptions {
  readonly plan: EgressPlan;
  readonly minimumCount: number;
  /** Where noise is on. */
  readonly noise?: { readonly budget: NoiseBudget; readonly randomOf: (cell: string) => IntegerSource };
}

const NONE: ReadonlySet<string> = new Set();
const NO_STEPS = { journeys: [], trolleyJourneys: [] };

/**
 * Small counts leave in windows of a quarter of an hour, not in shorter ones: windows in, in time order; out come the
 * same without what is too small, and after each quarter one window in which the withheld amounts are counted.
 */
export class SmallCountGate implements Checkpointed {
  readonly #parts: SmallCountGateOptions;
  readonly #sets: SuppressedSets;
  #quarter: QuarterTotals | undefined;
  readonly #waiting = new DeferredCounts();
  readonly #waitingTrolleys = new DeferredCounts();
  readonly #delayed = new DelayedFields();
  readonly #late = (door: string) => this.#delayed.getDoorError(door);
  /** Waits for the window that tells it. */
  #inside: readonly IndoorSummary[] = [];

  constructor(parts: SmallCountGateOptions) {
    this.#parts = parts;
    this.#sets = new SuppressedSets(parts.plan.sets, (count) => this.isSmall(count));
  }

  isSmall(count: number): boolean {
    const { minimumCount } = this.#parts;
    return minimumCount > 1 && count < minimumCount;
  }

  pass(window: WindowSummary, startMs: number): readonly WindowSummary[] {
    const kept = this.#delayed.holdBack(window);
    if (kept.durationMs < COARSE_MS) return this.#short(kept, startMs);
    const left = this.#long(kept, NOTHING_WITHHELD);
    this.#delayed.learn(kept);
    return [left];
  }

  /** Leaves with the next window of a quarter of an hour or more. */
  publishIndoor(inside: IndoorSummary): void {
    this.#inside = [...this.#inside, inside];
  }

  takeInside(): readonly IndoorSummary[] {
    const inside = this.#inside;
    this.#inside = [];
    return inside;
  }

  /** A window that the gateway was stopped in comes again, whole: shown twice, the difference would count a few. */
  withholdAll(window: WindowSummary): WindowSummary {
    const groups = listGroups(window, this.#parts.plan.groups);
    const disclosure = { ...WITHHOLD_ALL, late: this.#late };
    return this.#shown({ ...window, ...NO_STEPS, ...NO_PERIODS }, groups, disclosure);
  }

  /** What was restored to windows that are out, and `restated` of them, belongs to the quarter under way too. */
  restated(restatement: Restatement, restated: readonly WindowSummary[]): void {
    this.#quarter = this.#quarter && withRestated(this.#quarter, restatement, restated);
  }

  /** What the quarter under way holds. */
  endQuarter(): WindowSummary[] {
    const quarter = this.#quarter;
    if (quarter === undefined) return [];
    this.#quarter = undefined;
    const end = this.#sets.endQuarter();
    const merged = mergeWindows(quarter.parts);
    const left = this.#quarterWindow(quarter, merged, end);
    this.#delayed.learn(merged);
    return left;
  }

  snapshot(): Json {
    // Nothing of it is ever changed in place: no copy is needed.
    return {
      sets: this.#sets.snapshot(),
      quarter:
        this.#quarter === undefined ? null : { ...this.#quarter, parts: compactWindows(this.#quarter.parts) },
      waiting: this.#waiting.snapshot(),
      waitingTrolleys: this.#waitingTrolleys.snapshot(),
      delayed: this.#delayed.snapshot(),
      inside: this.#inside,
    } as Json;
  }

  restore(saved: Json): void {
    const state = saved as {
      sets: Json;
      quarter: SavedQuarter | null;
      waiting: Json;
      waitingTrolleys: Json;
      delayed: Json;
      inside: readonly IndoorSummary[];
    };
    this.#sets.restore(state.sets);
    const { quarter } = state;
    this.#quarter = quarter === null ? undefined : { ...quarter, parts: expandWindows(quarter.parts) };
    this.#waiting.restore(state.waiting);
    this.#waitingTrolleys.restore(state.waitingTrolleys);
    this.#delayed.restore(state.delayed);
    this.#inside = state.inside;
  }

  #short(window: WindowSummary, startMs: number): WindowSummary[] {
    const plans = this.#parts.plan.groups;
    const quarterMs = Math.floor(startMs / COARSE_MS) * COARSE_MS;
    const ended = this.#quarter !== undefined && this.#quarter.startMs < quarterMs ? this.endQuarter() : [];
    const groups = listGroups(window, plans);
    const withheld = this.#sets.decide(groups);
    this.#waiting.takeVisits(groups.values());
    const counted = withGroups(window, groups, plans);
    const shown = this.#shown({ ...counted, ...NO_STEPS }, groups, this.#shortDisclosure(counted, withheld));
    const before = this.#quarter;
    this.#quarter = {
      startMs: before?.startMs ?? quarterMs,
      parts: withPart(before?.parts ?? [], counted),
      isAnyWithheld: before?.isAnyWithheld === true || isAnySuppressed(groups),
    };
    const isLast = startMs + window.durationMs >= quarterMs + COARSE_MS;
    return [...ended, shown, ...(isLast ? this.endQuarter() : [])];
  }

  #shortDisclosure(window: WindowSummary, withheld: readonly boolean[]): Disclosure {
    const isNoisy = this.#parts.noise !== undefined;
    return {
      ...this.#counts(window),
      isSetShown: ({ at, amount }) => withheld[at] !== true && !(isNoisy && amount !== undefined),
      isMeasureShown: () => false,
      isStateShown: (fields, { people }, after) =>
        !isNoisy &&
        people.some((field) => !this.isSmall(Number(fields[field]))) &&
        after.every((set) => withheld[set.at] !== true && !this.#sets.isWithholding(set)),
      distribution: () => null,
      deferred: NONE,
    };
  }

  /** Only where something waited for it. */
  #quarterWindow(quarter: QuarterTotals, merged: WindowSummary, end: QuarterEnd): WindowSummary[] {
    const isAnyWaiting = quarter.isAnyWithheld || this.#delayed.hasPeriods || this.#inside.length > 0;
    if (!isAnyWaiting) return [];
    const { plan } = this.#parts;
    const window = inQuarter(quarter, merged);
    // What is no longer in the settings does not leave under its old name.
    const clean = sanitizeWindow(window, plan.knownIds, () => undefined);
    if (clean === undefined) return [];
    const groups = listGroups(clean, plan.groups);
    for (const amounts of end.deferred.values()) subtract(groups, amounts);
    return [this.#long(withGroups(clean, groups, plan.groups), end)];
  }

  /** A window in which counts are exact but for what is deferred. */
  #long(window: WindowSummary, { withheld, deferred }: QuarterEnd): WindowSummary {
    const isNoisy = this.#parts.noise !== undefined;
    const isFew = (n: number) => this.isSmall(n);
    const steps = {
      journeys: this.#waiting.releaseSteps(window.journeys, isFew),
      trolleyJourneys: this.#waitingTrolleys.releaseSteps(window.trolleyJourneys, isFew),
    };
    // People whose count follows with the next quarter would be in these stretches already.
    const isComplete = !deferred.has('store/in') && !deferred.has('store/out');
    const periods = isComplete ? this.#delayed.release((n) => isNoisy || isFew(n)) : NO_PERIODS;
    const left = { ...window, ...periods, inside: this.takeInside(), ...(isNoisy ? NO_STEPS : steps) };
    return this.#shown(left, listGroups(left, this.#parts.plan.groups), {
      ...this.#counts(window),
      isSetShown: ({ amount }) => !(isNoisy && amount !== undefined),
      isMeasureShown: (count) => !isNoisy && !this.isSmall(count),
      isStateShown: (_fields, { rule }, after) => {
        const hiding = rule === 'extreme' ? withheld : deferred;
        return !isNoisy && after.every(({ key }) => !hiding.has(key));
      },
      distribution: (group, { name, after }) => {
        const isDeferred = after.some(({ key }) => deferred.has(key));
        return this.#release(group, name, isDeferred);
      },
      deferred: new Set([...deferred.values()].flatMap((amounts) => Object.keys(amounts))),
    });
  }

  /** The visits that ended, with those that waited; kept back while they are few, or while their count is deferred. */
  #release(group: Group, field: string, isDeferred: boolean): DwellSummary | null | undefined {
    this.#waiting.takeVisits([group]);
    const key = `${group.plan.key}/${field}`;
    const visits = this.#waiting.releaseVisits(key, (n) => isDeferred || this.isSmall(n));
    if (visits === undefined || visits === null) return visits;
    return this.#parts.noise === undefined ? mergeDwellBins(visits, this.#parts.minimumCount) : null;
  }

  #counts(window: WindowSummary): Pick<Disclosure, 'count' | 'late'> {
    const { noise } = this.#parts;
    const late = this.#late;
    if (noise === undefined) return { late, count: (_cell, value) => value };
    const epsilon = noise.budget.spend(parseIsoTime(window.startAt), window.durationMs);
    const name = `${window.startAt}/${window.durationMs}`;
    return {
      late,
      count: ({ id }, value) =>
        epsilon === undefined
          ? null
          : Math.max(0, value + geometricNoise(epsilon, noise.randomOf(`${name}/${id}`))),
    };
  }

  /** The window with what its groups may show. */
  #shown(window: WindowSummary, groups: ReadonlyMap<string, Group>, disclosure: Disclosure): WindowSummary {
    const { plan, noise } = this.#parts;
    for (const group of groups.values()) disclose(group, disclosure);
    const lists = selectLists(window, groups, plan.groups);
    return { ...window, ...lists, ...(noise === undefined ? derived(lists) : withoutDerived(lists)) };
  }
}

type SavedQuarter = Omit<QuarterTotals, 'parts'> & { readonly parts: readonly Json[] };

function isAnySuppressed(groups: ReadonlyMap<string, Group>): boolean {
  for (const { fields } of groups.values()) if (fields['suppressed'] !== undefined) return true;
  return false;
}

const WITHHOLD_ALL: Omit<Disclosure, 'late'> = {
  isSetShown: () => false,
  isMeasureShown: () => false,
  isStateShown: () => false,
  distribution: () => null,
  count: () => null,
  deferred: NONE,
};
