import type { Checkpointed, Json } from '../model/ids.ts';
import type { Restatement } from '../model/restatement.ts';
import type { IndoorSummary, WindowSummary } from '../model/window-summary.ts';
import type { IntegerSource } from '../statistics/geometric-noise.ts';
import { parseIsoTime } from '../time/iso-time.ts';
import type { EgressModel } from './disclosure-plan.ts';
import { createDisclosurePlan } from './disclosure-plan.ts';
import { IndoorGate } from './indoor/indoor-gate.ts';
import type { ReleaseInterval } from './indoor/release-interval.ts';
import { dayEndUtc, INTERVAL_MS, intervalEnd } from './indoor/release-interval.ts';
import type { NoiseSettings } from './noise-budget.ts';
import { NoiseBudget } from './noise-budget.ts';
import { COARSE_MS } from './quarter-totals.ts';
import type { OutboxRecord, ReleasedWindow } from './released-window.ts';
import { outboxRecord } from './released-window.ts';
import type { Restated } from './restate.ts';
import { restate } from './restate.ts';
import type { RefusalSink } from './sanitize.ts';
import { sanitizeWindow } from './sanitize.ts';
import { SmallCountGate } from './small-count-gate.ts';

export interface EgressSettings {
  /** Counts of fewer people than this leave only in windows of 15 minutes and more; 1 withholds nothing. */
  readonly minimumCount: number;
  /** How often what people do inside leaves. Absent: like everything else. */
  readonly insideEvery?: ReleaseInterval;
  readonly noise?: NoiseSettings;
}

export interface EgressGateOptions {
  readonly settings: EgressSettings;
  readonly model: EgressModel;
  /** Numbers that nobody can guess, always the same for the same cell. Needed where noise is on. */
  readonly randomOf?: (cell: string) => IntegerSource;
  /** When the shop's day that a time lies in is over. Absent: at midnight UTC. */
  readonly dayEnd?: (ms: number) => number;
  readonly refused: RefusalSink;
}

/**
 * The only way out for summaries: windows in, in time order; out come the same windows without what may not leave, and
 * others in which the withheld amounts are counted: after each quarter of an hour, and at the end of the day.
 */
export class EgressGate implements Checkpointed {
  /** Every name that may leave. */
  readonly knownIds: ReadonlySet<string>;
  readonly #parts: EgressGateOptions;
  readonly #budget: NoiseBudget | undefined;
  readonly #inside: IndoorGate | undefined;
  readonly #quarters: SmallCountGate;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #last: { readonly came: WindowSummary; readonly left: WindowSummary } | undefined;

  constructor(parts: EgressGateOptions) {
    this.#parts = parts;
    const { settings, model } = parts;
    this.#budget = budgetOf(parts);
    const isHeld = isInsideHeld(parts);
    const plan = createDisclosurePlan(model, !isHeld);
    this.knownIds = plan.knownIds;
    this.#inside = isHeld ? createIndoorGate(parts, plan.knownIds) : undefined;
    const { minimumCount } = settings;
    const { randomOf } = parts;
    const noise = this.#budget && randomOf && { budget: this.#budget, randomOf };
    this.#quarters = new SmallCountGate({ plan, minimumCount, ...(noise && { noise }) });
  }

  /** What leaves because of this window, in order: none when it is refused, two when it ends a quarter of an hour. */
  pass(window: WindowSummary): readonly ReleasedWindow[] {
    const { refused } = this.#parts;
    const isObject = typeof window === 'object' && window !== null;
    const bare = isObject ? this.#inside?.bare(window) : undefined;
    const clean = sanitizeWindow(bare ?? window, this.knownIds, refused);
    if (clean === undefined) return [];
    if (this.#isOpen()) return passed([clean]);
    if (clean.partial) return passed([this.#quarters.withholdAll(clean)]);
    const startMs = parseIsoTime(clean.startAt);
    if (startMs <= this.#lastStartMs) {
      // The same window with other numbers: the difference would be the count of a few.
      refused('revision');
      return [];
    }
    this.#lastStartMs = startMs;
    const left = this.#counted(window, clean, startMs);
    this.#last = { came: window, left: left.at(-1) ?? clean };
    return passed(left);
  }

  /** As the store takes it; undefined when something is in it after all that is not on the table. */
  record(window: ReleasedWindow): OutboxRecord | undefined {
    return outboxRecord(window, this.knownIds);
  }

  #counted(window: WindowSummary, clean: WindowSummary, startMs: number): readonly WindowSummary[] {
    const inside = this.#inside;
    const endMs = startMs + clean.durationMs;
    if (inside?.isOver(startMs) === true) this.#publishIndoor(window, startMs);
    inside?.addWindow(window, startMs);
    if (inside?.isOver(endMs) === true) this.#publishIndoor(window, endMs);
    return this.#quarters.pass(clean, startMs);
  }

  /** Of the groups that this window has; it leaves with the next quarter of an hour. */
  #publishIndoor(window: WindowSummary, atMs: number): void {
    const clean = sanitizeWindow(window, this.knownIds, this.#parts.refused);
    const told = clean && this.#inside?.close(clean, atMs);
    if (told !== undefined) this.#quarters.publishIndoor(told);
  }

  /**
   * What turned out about windows that are out already: those of `published` that change, and how many of the restored
   * people may not be told so, but have to be counted in a window to come: they are too few, or the counts bear noise.
   */
  restate(restatement: Restatement, published: readonly WindowSummary[]): Restated<ReleasedWindow> {
    const isSmall = (people: number) => this.#quarters.isSmall(people);
    const restated = restate(restatement, published, { isSmall, isNoisy: this.#budget !== undefined });
    this.#quarters.restated(restatement, restated.windows);
    return { ...restated, windows: passed(restated.windows) };
  }

  /** The clock is about to be set, or nothing more will come: what the quarter under way holds. */
  finish(): readonly ReleasedWindow[] {
    return passed(this.#quarters.endQuarter());
  }

  /** Nothing more will come: that, and what people did inside since the last time it was told. */
  end(): readonly ReleasedWindow[] {
    const last = this.#last;
    if (last !== undefined) this.#publishIndoor(last.came, endOf(last.came));
    const left = this.#quarters.endQuarter();
    const untold = this.#quarters.takeInside();
    if (last === undefined || untold.length === 0) return passed(left);
    // There was no quarter to tell it with: the last window comes again with it.
    return passed([{ ...last.left, revision: last.left.revision + 1, inside: untold }]);
  }

  /** What people did inside that has not left yet, for the device's own pages: it does not leave by this. */
  insideSoFar(): IndoorSummary | undefined {
    const came = this.#last && sanitizeWindow(this.#last.came, this.knownIds, () => undefined);
    return came && this.#inside?.soFar(came, endOf(came));
  }

  snapshot(): Json {
    return {
      quarters: this.#quarters.snapshot(),
      inside: this.#inside?.snapshot() ?? null,
      lastStartMs: Number.isFinite(this.#lastStartMs) ? this.#lastStartMs : null,
      budget: this.#budget?.snapshot() ?? null,
    };
  }

  /** What changes once in a quarter of an hour only, and is large: its number goes up when it is new. */
  get settledTimes(): number {
    return this.#inside?.settledTimes ?? 0;
  }

  toSaved(): Json {
    return this.#inside?.toSaved() ?? null;
  }

  restore(saved: Json, settled?: Json): void {
    const state = saved as { quarters: Json; inside: Json; lastStartMs: number | null; budget: Json };
    this.#quarters.restore(state.quarters);
    if (state.inside !== null) this.#inside?.restore(state.inside, settled);
    this.#lastStartMs = state.lastStartMs ?? Number.NEGATIVE_INFINITY;
    if (state.budget !== null) this.#budget?.restore(state.budget);
  }

  #isOpen(): boolean {
    return this.#parts.settings.minimumCount <= 1 && this.#budget === undefined;
  }
}

function budgetOf({ settings, model, randomOf }: EgressGateOptions): NoiseBudget | undefined {
  if (settings.noise === undefined) return undefined;
  if (randomOf === undefined) throw new TypeError('noise needs a source of random numbers');
  const lengths = model.windows.durationMs < COARSE_MS && settings.minimumCount > 1 ? 2 : 1;
  return new NoiseBudget(settings.noise, lengths);
}

/** Noise hides everybody by itself; windows as long as a day have nothing to wait for. */
function isInsideHeld({ settings, model }: EgressGateOptions): boolean {
  const { insideEvery = 'quarter', minimumCount, noise } = settings;
  if (insideEvery === 'quarter' || minimumCount <= 1 || noise !== undefined) return false;
  return model.windows.durationMs < INTERVAL_MS[insideEvery];
}

function createIndoorGate(
  { settings, model, dayEnd }: EgressGateOptions,
  knownIds: ReadonlySet<string>,
): IndoorGate {
  const { insideEvery = 'quarter', minimumCount } = settings;
  return new IndoorGate({
    minimumCount,
    knownIds,
    doorLines: new Set(model.doors.flatMap((door) => door.lines)),
    endOf: intervalEnd(insideEvery, dayEnd ?? dayEndUtc),
  });
}

function endOf({ startAt, durationMs }: WindowSummary): number {
  return parseIsoTime(startAt) + durationMs;
}

/** Only here: what went through the gate. */
function passed(windows: readonly WindowSummary[]): readonly ReleasedWindow[] {
  return windows as readonly ReleasedWindow[];
}
