import type { Checkpointed, Json } from '../model/ids.ts';
import type { OccupancyRestatement, Restatement } from '../model/restatement.ts';
import type { Amount, ClosedWindow, Step } from './amounts.ts';
import type { SavedVisits } from './day-totals.ts';
import { createDayHead, repeatRow, VisitTotals } from './day-totals.ts';
import type { SavedDwell } from './dwell-totals.ts';
import { DwellTotals } from './dwell-totals.ts';
import type { OutboxRecord, PassedRow } from './passed-row.ts';
import { outboxRecord, passed } from './passed-row.ts';
import type { Every, OffsetAt, SavedSpan } from './period.ts';
import { Span } from './period.ts';
import { restateCount } from './restate-count.ts';
import { rowTime } from './row-time.ts';
import type { CountRow, DayRow, Indoor, IndoorRow, Rows } from './rows.ts';
import { StepTotals } from './step-totals.ts';
import type { SavedStream } from './stream-totals.ts';
import { StreamTotals } from './stream-totals.ts';

export interface EgressSettings {
  /** Fewer people than this leave with the next period; 1 holds nothing back. */
  readonly minimumCount: number;
  /** How often store-level counts leave, and what people do inside. */
  readonly storeEvery: Every;
  readonly indoorEvery: Every;
}

export interface EgressGateOptions {
  readonly settings: EgressSettings;
  /** Every name that may leave. */
  readonly knownIds: ReadonlySet<string>;
  /** Hash of the definitions and settings that these windows are counted under. */
  readonly def: string;
  readonly offsetAt: OffsetAt;
}

export interface RestatedRows {
  readonly rows: readonly PassedRow[];
  readonly in: number;
  readonly out: number;
}

/** A type alias, as JSON takes no interface. */
type Saved = {
  readonly def: string;
  readonly settings: EgressSettings & { readonly [field: string]: Json };
  readonly spans: readonly [count: SavedSpan, indoor: SavedSpan, day: SavedSpan];
  readonly count: SavedStream;
  readonly indoor: SavedStream;
  readonly times: SavedStream;
  readonly steps: readonly Step[];
  readonly trolleySteps: readonly Step[];
  readonly dwell: SavedDwell;
  readonly visits: SavedVisits;
  readonly endMs: number | null;
};

interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The only way out for numbers: closed windows in, rows out. The gate adds up each amount until its period is over. Then the
 * amount leaves once, or the next period carries it. Store-level counts leave as counted.
 */
export class EgressGate implements Checkpointed {
  readonly #options: EgressGateOptions;
  readonly #count: StreamTotals<'count'>;
  readonly #indoor: StreamTotals<'indoor'>;
  readonly #times: StreamTotals<'times'>;
  readonly #steps = new StepTotals();
  readonly #trolleySteps = new StepTotals();
  readonly #dwell = new DwellTotals();
  readonly #visits: VisitTotals;
  readonly #spans: { readonly count: Span; readonly indoor: Span; readonly day: Span };
  #endMs: number | null = null;

  constructor(options: EgressGateOptions) {
    const { settings, knownIds, offsetAt } = options;
    this.#options = options;
    this.#count = new StreamTotals('count', knownIds);
    this.#indoor = new StreamTotals('indoor', knownIds);
    this.#times = new StreamTotals('times', knownIds);
    this.#visits = new VisitTotals(offsetAt);
    this.#spans = {
      count: new Span(settings.storeEvery, offsetAt),
      indoor: new Span(settings.indoorEvery, offsetAt),
      day: new Span('day', offsetAt),
    };
  }

  /** The rows that leave because of this window, in time order. */
  pass(window: ClosedWindow): readonly PassedRow[] {
    if (window.isPartial) return this.#passPartial(window);
    const { startMs, durationMs } = window;
    const endMs = startMs + durationMs;
    const before = this.#endWhere((span) => span.isOver(startMs), startMs);
    for (const span of Object.values(this.#spans)) span.begin(startMs);
    this.#add(window);
    this.#endMs = endMs;
    const isWindow = this.#options.settings.storeEvery === 'window' && before.length === 0;
    const after = this.#endWhere((span) => span.isOver(endMs), endMs, isWindow ? window.rev : 1);
    return [...before, ...after, ...this.#visitRows(window)];
  }

  /**
   * The settings change, or nothing more will come: each period ends here, and what is still too few is dropped. Returns
   * the rows; `countWaiting` says beforehand how many groups the gate will drop.
   */
  end(): readonly PassedRow[] {
    const endMs = this.#endMs;
    return endMs === null ? [] : this.#endWhere(() => true, endMs);
  }

  /** Groups whose people have not left: their number alone may leave. */
  countWaiting(): number {
    return this.#indoor.countWaiting() + this.#visits.countWaiting();
  }

  /** What waits of one group, for the device's own pages. */
  waiting(kind: string, id: string): Readonly<Record<string, number>> {
    return this.#indoor.waiting(kind, id);
  }

  /** As the storage takes it; undefined when something in it has no rule after all. */
  record(row: PassedRow): OutboxRecord | undefined {
    return outboxRecord(row, this.#options.knownIds);
  }

  /** What became known of rows that are out already: of counts alone, as all else is final (R3). */
  restate(restatement: Restatement, published: readonly CountRow[]): RestatedRows {
    if (restatement.kind === 'occupancy')
      return { rows: [passed('day', this.#occupancyRow(restatement))], in: 0, out: 0 };
    const { rows, ...left } = restateCount(restatement, published);
    return { rows: rows.map((row) => passed('count', row)), ...left };
  }

  snapshot(): Json {
    const { count, indoor, day } = this.#spans;
    const saved: Saved = {
      ...{ def: this.#options.def, settings: { ...this.#options.settings } },
      spans: [count.snapshot(), indoor.snapshot(), day.snapshot()],
      ...{ count: this.#count.snapshot(), indoor: this.#indoor.snapshot(), times: this.#times.snapshot() },
      ...{ steps: this.#steps.snapshot(), trolleySteps: this.#trolleySteps.snapshot() },
      ...{ dwell: this.#dwell.snapshot(), visits: this.#visits.snapshot(), endMs: this.#endMs },
    };
    return saved;
  }

  /** Takes back what it gave; false, and nothing is taken, when that was counted under other settings. */
  restore(json: Json): boolean {
    const saved = json as Saved;
    if (saved.def !== this.#options.def) return false;
    const { count, indoor, day } = this.#spans;
    const [ofCount, ofIndoor, ofDay] = saved.spans;
    count.restore(ofCount);
    indoor.restore(ofIndoor);
    day.restore(ofDay);
    this.#count.restore(saved.count);
    this.#indoor.restore(saved.indoor);
    this.#times.restore(saved.times);
    this.#steps.restore(saved.steps);
    this.#trolleySteps.restore(saved.trolleySteps);
    this.#dwell.restore(saved.dwell);
    this.#visits.restore(saved.visits);
    this.#endMs = saved.endMs;
    return true;
  }

  /** Definitions of these numbers, as a row of their own. */
  meaning(row: Rows['meaning']): PassedRow {
    return passed('meaning', row);
  }

  #add({ startMs, count, indoor, times, ...window }: ClosedWindow): void {
    const { knownIds } = this.#options;
    this.#count.add(count, startMs);
    this.#indoor.add(indoor, startMs);
    this.#times.add(times, startMs);
    this.#steps.add(window.steps, knownIds);
    this.#trolleySteps.add(window.trolleySteps, knownIds);
    for (const { id, bins } of window.dwell) if (knownIds.has(id)) this.#dwell.add(id, bins);
  }

  /** Ends the rows under way that are over at this time. */
  #endWhere(isOver: (span: Span) => boolean, ms: number, rev = 1): readonly PassedRow[] {
    const { count, indoor, day } = this.#spans;
    const ended = (span: Span) => (isOver(span) ? span.end(ms) : undefined);
    const [ofCount, ofIndoor, ofDay] = [ended(count), ended(indoor), ended(day)];
    return [
      ...(ofCount === undefined ? [] : [passed('count', this.#countRow(ofCount, this.#count, rev))]),
      ...(ofIndoor === undefined ? [] : this.#indoorRows(ofIndoor)),
      ...(ofDay === undefined ? [] : this.#dwellRows(ofDay)),
    ];
  }

  #head({ fromMs, toMs }: Interval) {
    const { def } = this.#options;
    return { from: rowTime(fromMs), seconds: Math.round((toMs - fromMs) / 1_000), def };
  }

  #countRow(interval: Interval, totals: StreamTotals<'count'>, rev: number): CountRow {
    return { ...this.#head(interval), rev, ...totals.release(1, interval) };
  }

  /** The window comes again when the gateway goes on; what people do inside waits for it. */
  #passPartial({ startMs, durationMs, count, rev }: ClosedWindow): readonly PassedRow[] {
    const { settings, knownIds } = this.#options;
    if (settings.storeEvery !== 'window' || startMs < (this.#endMs ?? startMs)) return [];
    const totals = new StreamTotals('count', knownIds);
    totals.add(count, startMs);
    return [passed('count', this.#countRow({ fromMs: startMs, toMs: startMs + durationMs }, totals, rev))];
  }

  #indoorRows(interval: Interval): readonly PassedRow[] {
    const { minimumCount } = this.#options.settings;
    const groups: Partial<IndoorRow> = this.#indoor.release(minimumCount, interval);
    const steps = this.#steps.release(minimumCount, toldOf(groups.zones));
    const trolleySteps = this.#trolleySteps.release(minimumCount, toldOf(groups.trolleys));
    const row = {
      ...groups,
      ...(steps.length === 0 ? {} : { steps }),
      ...(trolleySteps.length === 0 ? {} : { trolleySteps }),
    };
    return Object.keys(row).length === 0 ? [] : [passed('indoor', { ...this.#head(interval), ...row })];
  }

  #dwellRows(interval: Interval): readonly PassedRow[] {
    const { minimumCount } = this.#options.settings;
    const times: Partial<DayRow> = this.#times.release(minimumCount, interval);
    if (Object.keys(times).length === 0) return [];
    const bins = this.#dwell.release(minimumCount);
    const zones = times.zones?.map((zone) => {
      const found = bins.get(zone.id);
      return found === undefined ? zone : { ...zone, bins: found };
    });
    return [passed('day', { ...this.#dayHead(interval), ...times, ...(zones && { zones }) })];
  }

  #visitRows({ visits, repeat }: ClosedWindow): readonly PassedRow[] {
    const { offsetAt, def } = this.#options;
    const { minimumCount } = this.#options.settings;
    return [
      ...visits.map((stretch) => this.#visits.acceptStretch(stretch, minimumCount)),
      ...repeat.map((stretch) => repeatRow(stretch, minimumCount, offsetAt)),
    ].flatMap((row) => (row === undefined ? [] : [passed('day', { ...row, def })]));
  }

  /** Person-seconds of each hour; one value a step in the restatement. */
  #occupancyRow({ from, to, stepMs, means }: OccupancyRestatement): DayRow {
    const hours = new Array<number>(Math.ceil((to - from) / HOUR_MS)).fill(0);
    means.forEach((mean, i) => {
      const hour = Math.floor((i * stepMs) / HOUR_MS);
      hours[hour] = (hours[hour] ?? 0) + (mean * stepMs) / 1_000;
    });
    const head = this.#dayHead({ fromMs: from, toMs: to });
    return { ...head, store: { seenS: head.seconds, hourlyTimeS: hours.map(Math.round) } };
  }

  #dayHead(interval: Interval) {
    return { ...createDayHead(interval, this.#options.offsetAt), def: this.#options.def };
  }
}

/** Whose numbers leave: seen, and not too few. */
function toldOf(groups: readonly Indoor<{ readonly out: Amount }>[] = []): ReadonlySet<string> {
  return new Set(groups.flatMap(({ id, out }) => (typeof out === 'number' ? [id] : [])));
}

const HOUR_MS = 3_600_000;
