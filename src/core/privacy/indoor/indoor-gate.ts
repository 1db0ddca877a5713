import type { Json } from '../../model/ids.ts';
import type {
  IndoorSummary,
  JourneySummary,
  LineSummary,
  WindowSummary,
} from '../../model/window-summary.ts';
import { isoTime } from '../../time/iso-time.ts';
import { INDOOR_RULES, namesOfPeople } from '../egress-rules.ts';
import { ID_IN } from '../group-specs.ts';
import { mergeDwellBins } from '../merge-dwell-bins.ts';
import type { GroupTotals, IndoorFieldKind, IndoorGroup } from './indoor-totals.ts';
import {
  INDOOR_FIELD_KINDS,
  IndoorTotals,
  indoorCoverage,
  isGroup,
  listIndoorGroups,
} from './indoor-totals.ts';
import type { SavedSteps } from './transition-counts.ts';
import { TransitionCounts } from './transition-counts.ts';

export interface IndoorGateOptions {
  readonly minimumCount: number;
  /** Every name that may leave. */
  readonly knownIds: ReadonlySet<string>;
  /** Lines that are a door's own tell what doors tell, and are no business of this. */
  readonly doorLines: ReadonlySet<string>;
  /** When the day (or hour) that a time lies in is over. */
  readonly endOf: (ms: number) => number;
}

type ByKind<T> = Readonly<Record<IndoorFieldKind, T>>;
type Saved = ByKind<readonly GroupTotals[]> & Readonly<Record<'journeys' | 'trolleyJourneys', SavedSteps>>;

const byKind = <T>(make: (kind: IndoorFieldKind) => T): ByKind<T> =>
  Object.fromEntries(INDOOR_FIELD_KINDS.map((kind) => [kind, make(kind)])) as ByKind<T>;

/** What people did inside in some time. */
class InsideCounts {
  readonly groups: ByKind<IndoorTotals> = byKind((kind) => new IndoorTotals(kind));
  readonly journeys = new TransitionCounts();
  readonly trolleyJourneys = new TransitionCounts();

  merge(later: InsideCounts): void {
    for (const kind of INDOOR_FIELD_KINDS) this.groups[kind].merge(later.groups[kind]);
    this.journeys.merge(later.journeys);
    this.trolleyJourneys.merge(later.trolleyJourneys);
  }

  snapshot(): Json {
    const { zones, lines, queues, trolleys, products } = this.groups;
    const saved: Saved = {
      ...{ zones: zones.snapshot(), lines: lines.snapshot(), queues: queues.snapshot() },
      ...{ trolleys: trolleys.snapshot(), products: products.snapshot() },
      ...{ journeys: this.journeys.snapshot(), trolleyJourneys: this.trolleyJourneys.snapshot() },
    };
    return saved as Json;
  }

  restore(saved: Json): void {
    const { journeys, trolleyJourneys, ...groups } = saved as Saved;
    for (const kind of INDOOR_FIELD_KINDS) this.groups[kind].restore(groups[kind]);
    this.journeys.restore(journeys);
    this.trolleyJourneys.restore(trolleyJourneys);
  }
}

const QUARTER_MS = 900_000;

const NOTHING_INSIDE = {
  ...{ zones: [], queues: [], trolleys: [], products: [] },
  ...{ journeys: [], trolleyJourneys: [] },
} as const;

/**
 * Keeps what people do inside out of the windows, adds it up, and tells it once a day (or hour). Each amount leaves
 * once, in one number, so that no difference of published numbers gives a withheld one; and everybody who came on that
 * day is in the same number, so that it tells nothing of who came when.
 */
export class IndoorGate {
  readonly #parts: IndoorGateOptions;
  /** Of the quarter of an hour under way, in every checkpoint; and of what was before it, in one a quarter. */
  readonly #recent = new InsideCounts();
  readonly #before = new InsideCounts();
  #quarterMs: number | undefined;
  #fromMs: number | null = null;
  #toMs = 0;
  #settled = 0;

  constructor(parts: IndoorGateOptions) {
    this.#parts = parts;
  }

  /** Goes up when what `settled` returns is new. */
  get settledTimes(): number {
    return this.#settled;
  }

  isOver(atMs: number): boolean {
    return this.#fromMs !== null && atMs >= this.#toMs;
  }

  /** Counts what people did inside: only numbers are taken of it, so it need not be looked through before. */
  addWindow(window: WindowSummary, startMs: number): void {
    const quarterMs = Math.floor(startMs / QUARTER_MS) * QUARTER_MS;
    if (this.#quarterMs !== undefined && quarterMs > this.#quarterMs) this.#settle();
    this.#quarterMs = quarterMs;
    if (this.#fromMs === null) {
      this.#fromMs = startMs;
      this.#toMs = this.#parts.endOf(startMs);
    }
    for (const kind of INDOOR_FIELD_KINDS) this.#takeGroups(kind, window[kind], window.durationMs);
    this.#recent.journeys.add(window.journeys, this.#parts.knownIds);
    this.#recent.trolleyJourneys.add(window.trolleyJourneys, this.#parts.knownIds);
    if (startMs + window.durationMs >= quarterMs + QUARTER_MS) this.#settle();
  }

  #takeGroups(kind: IndoorFieldKind, groups: unknown, durationMs: number): void {
    if (!Array.isArray(groups)) return;
    const totals = this.#recent.groups[kind];
    const idOf = ID_IN[kind];
    for (const group of groups as readonly unknown[]) {
      if (!isGroup(group)) continue;
      const id = group[idOf] as string;
      // What was inside a minute ago still is.
      if (totals.has(id) || this.#isInside(kind, group)) totals.add(id, group, durationMs);
    }
  }

  /** A quarter of an hour is over: what it had goes to what was before. */
  #settle(): void {
    this.#quarterMs = undefined;
    this.#before.merge(this.#recent);
    this.#settled += 1;
  }

  /** The window without what people did inside: not even a null of it, as there is nothing to wait for in it. */
  bare(window: WindowSummary): WindowSummary {
    const lines = Array.isArray(window.lines) ? window.lines : [];
    const isTold = (line: LineSummary) => isGroup(line) && !this.#isInside('lines', line);
    return { ...window, ...NOTHING_INSIDE, lines: lines.filter(isTold) };
  }

  /**
   * The day (or hour), or as much of it as there was, with the groups that the newest window has; undefined when there
   * was nothing.
   */
  close(newest: WindowSummary, atMs: number): IndoorSummary | undefined {
    const fromMs = this.#fromMs;
    if (fromMs === null) return undefined;
    const toMs = Math.min(atMs, this.#toMs);
    this.#settle();
    const lists = byKind((kind) =>
      listIndoorGroups(newest, kind)
        .filter((group) => this.#isInside(kind, group))
        .map((group) => this.#toReleased(kind, group, toMs - fromMs)),
    );
    this.#fromMs = null;
    return {
      ...{ fromAt: isoTime(fromMs), toAt: isoTime(toMs), ...lists },
      journeys: this.#steps(this.#before.journeys),
      trolleyJourneys: this.#steps(this.#before.trolleyJourneys),
    } as unknown as IndoorSummary;
  }

  /** What `close` would tell now, and of however few: for the device's own pages. */
  soFar(newest: WindowSummary, atMs: number): IndoorSummary | undefined {
    const copy = new IndoorGate({ ...this.#parts, minimumCount: 1 });
    copy.restore(this.snapshot(), this.toSaved());
    return copy.close(newest, atMs);
  }

  snapshot(): Json {
    return { fromMs: this.#fromMs, toMs: this.#toMs, recent: this.#recent.snapshot() };
  }

  toSaved(): Json {
    return this.#before.snapshot();
  }

  restore(saved: Json, settled: Json | undefined): void {
    const { fromMs, toMs, recent } = saved as { fromMs: number | null; toMs: number; recent: Json };
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#recent.restore(recent);
    if (settled !== undefined) this.#before.restore(settled);
  }

  /** A name that the settings do not have is nobody's. */
  #isInside(kind: IndoorFieldKind, group: IndoorGroup): boolean {
    const id = group[ID_IN[kind]] as string;
    return this.#parts.knownIds.has(id) && !(kind === 'lines' && this.#parts.doorLines.has(id));
  }

  #toReleased(kind: IndoorFieldKind, frame: IndoorGroup, periodMs: number): IndoorGroup {
    const id = frame[ID_IN[kind]] as string;
    const counts = this.#before.groups[kind];
    const coverage = indoorCoverage(counts.coveredMs(id), periodMs);
    const dwell = counts.dwell(id);
    const numbers = counts.numbers(id);
    const head = { ...frame, coverage };
    const { minimumCount } = this.#parts;
    if ((numbers['n'] ?? 0) < minimumCount) {
      counts.wait(id);
      return coverage === 0 ? empty(kind, head) : hidden(kind, head);
    }
    counts.delete(id);
    const suppressed = Object.keys(numbers).filter(
      (field) => isExtreme(kind, field) && numbers[field] !== null && Number(numbers[field]) < minimumCount,
    );
    for (const field of suppressed) numbers[field] = null;
    return {
      ...head,
      ...numbers,
      ...('dwell' in frame
        ? { dwell: dwell === undefined ? null : mergeDwellBins(dwell, minimumCount) }
        : {}),
      ...(suppressed.length === 0 ? {} : { suppressed }),
    };
  }

  #steps(counts: TransitionCounts): JourneySummary[] {
    const { minimumCount, knownIds } = this.#parts;
    return counts
      .release((n) => n >= minimumCount)
      .filter(({ from, to }) => [from, to].every((zone) => zone === null || knownIds.has(zone)));
  }
}

/** Which fields the settings leave out altogether, whoever comes: a queue that nobody serves has no abandoned ones. */
const STRUCTURAL = ['abandoned', 'groupsIn', 'groupsOut'] as const;

/** All that people leave is null, and named: the same names whatever it was. */
function hidden(kind: IndoorFieldKind, group: IndoorGroup): IndoorGroup {
  const names = namesOfPeople(kind).filter(
    (field) => !(STRUCTURAL as readonly string[]).includes(field) || group[field] !== null,
  );
  return { ...empty(kind, group), suppressed: names.toSorted() };
}

function empty(kind: IndoorFieldKind, group: IndoorGroup): IndoorGroup {
  return { ...group, ...Object.fromEntries(namesOfPeople(kind).map((field) => [field, null])) };
}

function isExtreme(kind: IndoorFieldKind, field: string): boolean {
  const rule = (INDOOR_RULES[kind] as Readonly<Record<string, { readonly rule?: unknown }>>)[field];
  return rule?.rule === 'extreme';
}
