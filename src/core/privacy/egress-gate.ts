import type { Checkpointed, Json } from '../model/ids.ts';
import type { OccupancyRestatement, Restatement } from '../model/restatement.ts';
import type { Every, OffsetAt } from '../time/period-end.ts';
import { rowTime } from '../time/row-time.ts';
import type { ClosedWindow, Step, Stretch } from './amounts.ts';
import type { SavedTable } from './group-table.ts';
import { GroupTable } from './group-table.ts';
import type { OutboxRecord, PassedRow } from './passed-row.ts';
import { outboxRecord, passed } from './passed-row.ts';
import type { Interval, SavedSpan } from './period.ts';
import { Span } from './period.ts';
import type { Restated } from './restate-count.ts';
import { restateCount } from './restate-count.ts';
import { rowLists } from './row-lists.ts';
import type { CountRow, DayRow, Forecast, IndoorRow, Rows, VisitClass } from './rows.ts';
import type { Table } from './rules.ts';
import { SINGLE } from './rules.ts';
import { zonesOfStep } from './step-id.ts';

export interface EgressSettings {
  /** Minimum count: smaller groups wait for the next period. 1 releases every count. */
  readonly minimumCount: number;
  /** Release periods of store-level counts and of indoor metrics. */
  readonly storeEvery: Every;
  readonly indoorEvery: Every;
}

export interface EgressGateOptions {
  readonly settings: EgressSettings;
  /** Ids that may leave. */
  readonly knownIds: ReadonlySet<string>;
  /** Hash of the definitions and settings behind these windows. */
  readonly def: string;
  readonly offsetAt: OffsetAt;
}

type Spans<T> = { readonly count: T; readonly indoor: T; readonly day: T };

/** A type alias, because `Json` does not accept interfaces. */
type Saved = {
  readonly def: string;
  readonly settings: EgressSettings & { readonly [field: string]: Json };
  readonly spans: Spans<SavedSpan>;
  readonly table: SavedTable;
  readonly endMs: number | null;
};

/**
 * The only exit for numbers: closed windows in, rows out. The gate adds up each amount until its period ends. Then the
 * amount leaves once, or waits for the next period. Store-level counts leave as counted.
 */
export class EgressGate implements Checkpointed {
  readonly #options: EgressGateOptions;
  readonly #table: GroupTable;
  readonly #spans: Spans<Span>;
  #endMs: number | null = null;

  constructor(options: EgressGateOptions) {
    const { settings, offsetAt, knownIds } = options;
    this.#options = options;
    const known = new Set([...knownIds, ...SINGLE]);
    this.#table = new GroupTable(
      (id) => known.has(id) || zonesOfStep(id).every((zone) => knownIds.has(zone)),
    );
    this.#spans = {
      count: new Span(settings.storeEvery, offsetAt),
      indoor: new Span(settings.indoorEvery, offsetAt),
      day: new Span('day', offsetAt),
    };
  }

  /**
   * Ends the periods of a gate with other settings, under its own definition and the stricter minimum count. Ids that
   * the present settings lack do not leave, nor do groups below the minimum count.
   */
  static endSaved(saved: Json, present: EgressGateOptions) {
    const { def, settings } = saved as Saved;
    const minimumCount = Math.max(settings.minimumCount, present.settings.minimumCount);
    const gate = new EgressGate({ ...present, def, settings: { ...settings, minimumCount } });
    gate.restore(saved);
    const records = gate.end().flatMap((row) => gate.record(row) ?? []);
    return { records, droppedGroups: gate.countWaiting() };
  }

  /** Adds a window. Returns the rows that leave now, in time order. */
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
    const ofVisits = window.visits.flatMap((stretch) => this.#stretchRows('visits', stretch));
    const ofRepeat = window.repeat.flatMap((stretch) => this.#stretchRows('repeat', stretch));
    return [...before, ...after, ...ofVisits, ...ofRepeat];
  }

  /**
   * Ends all periods, before new settings or at the end. Drops groups below the minimum count. Call `countWaiting`
   * first for their number.
   */
  end(): readonly PassedRow[] {
    const endMs = this.#endMs;
    return endMs === null ? [] : this.#endWhere(() => true, endMs);
  }

  /** Number of groups whose people have not left. Only this number may leave. */
  countWaiting(): number {
    return this.#table.countWaiting();
  }

  /** Converts a row for storage. Undefined when a field in it has no rule. */
  record(row: PassedRow): OutboxRecord | undefined {
    return outboxRecord(row, this.#options.knownIds);
  }

  /** Corrects published rows: counts, and occupancy as a new row. All other rows are final (R3). */
  restate(restatement: Restatement, published: readonly CountRow[]): Restated<PassedRow> {
    if (restatement.kind === 'occupancy')
      return { rows: [passed('day', this.#occupancyRow(restatement))], in: 0, out: 0 };
    const { rows, ...left } = restateCount(restatement, published);
    return { rows: rows.map((row) => passed('count', row)), ...left };
  }

  snapshot(): Json {
    const { settings, def } = this.#options;
    const { count, indoor, day } = this.#spans;
    const spans = { count: count.snapshot(), indoor: indoor.snapshot(), day: day.snapshot() };
    const [table, endMs] = [this.#table.snapshot(), this.#endMs];
    return { def, settings: { ...settings }, spans, table, endMs } satisfies Saved;
  }

  /** Restores a snapshot. Returns false, without any change, for a snapshot made under other settings. */
  restore(json: Json): boolean {
    const { def, spans, table, endMs } = json as Saved;
    if (def !== this.#options.def) return false;
    for (const name of ['count', 'indoor', 'day'] as const) this.#spans[name].restore(spans[name]);
    this.#table.restore(table);
    this.#endMs = endMs;
    return true;
  }

  /** Makes the row that explains the definitions of released numbers. */
  meaning(row: Rows['meaning']): PassedRow {
    return passed('meaning', row);
  }

  /** Makes the row of a forecast for the hours of `interval`; `day` is the day on which it was made. */
  forecast(day: string, interval: Interval, forecast: Forecast): PassedRow {
    return passed('forecast', { day, ...this.#head(interval), forecast });
  }

  #add({ startMs, count, indoor, steps }: ClosedWindow): void {
    this.#table.add('count', count, startMs);
    this.#table.add('indoor', indoor, startMs);
    this.#table.add('times', indoor, startMs);
    this.#table.add('steps', steps, startMs);
  }

  /** Ends the open rows that are over at this time. */
  #endWhere(isOver: (span: Span) => boolean, ms: number, rev = 1): readonly PassedRow[] {
    const { count, indoor, day } = this.#spans;
    const ended = (span: Span) => (isOver(span) ? span.end(ms) : undefined);
    const [ofCount, ofIndoor, ofDay] = [ended(count), ended(indoor), ended(day)];
    return [
      ...(ofCount === undefined ? [] : [passed('count', this.#countRow(ofCount, this.#table, rev))]),
      ...(ofIndoor === undefined ? [] : this.#indoorRows(ofIndoor)),
      ...(ofDay === undefined ? [] : this.#timesRows(ofDay)),
    ];
  }

  #head({ fromMs, toMs }: Interval) {
    const { def } = this.#options;
    return { from: rowTime(fromMs), seconds: Math.round((toMs - fromMs) / 1_000), def };
  }

  #countRow(interval: Interval, table: GroupTable, rev: number): CountRow {
    return { ...this.#head(interval), rev, ...rowLists('count', table, { ...interval, minimumCount: 1 }) };
  }

  /** Releases store-level counts only: the whole window comes again later, and indoor metrics wait for it. */
  #passPartial({ startMs, durationMs, count, rev }: ClosedWindow): readonly PassedRow[] {
    if (this.#options.settings.storeEvery !== 'window' || startMs < (this.#endMs ?? startMs)) return [];
    const table = new GroupTable();
    table.add('count', count, startMs);
    return [passed('count', this.#countRow({ fromMs: startMs, toMs: startMs + durationMs }, table, rev))];
  }

  #indoorRows(interval: Interval): readonly PassedRow[] {
    const groups: Partial<IndoorRow> = rowLists('indoor', this.#table, this.#period(interval));
    const row = {
      ...groups,
      ...this.#stepList('steps', groups.zones, interval),
      ...this.#stepList('trolleySteps', groups.trolleys, interval),
    };
    return Object.keys(row).length === 0 ? [] : [passed('indoor', { ...this.#head(interval), ...row })];
  }

  /** Lists transitions of zones whose own numbers leave (R4). The order does not show which happened first. */
  #stepList(
    kind: keyof ClosedWindow['steps'],
    zones: IndoorRow['zones'] | IndoorRow['trolleys'],
    interval: Interval,
  ) {
    const told = new Set((zones ?? []).flatMap(({ id, out }) => (typeof out === 'number' ? [id] : [])));
    const mayLeave = (id: string) => told.has(zonesOfStep(id)[0]);
    const left = this.#table.release('steps', kind, { ...this.#period(interval), mayLeave });
    const steps = left
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap(({ id, amounts: { n } }): Step[] => (typeof n === 'number' ? [[...zonesOfStep(id), n]] : []));
    return steps.length === 0 ? {} : { [kind]: steps };
  }

  #timesRows(interval: Interval): readonly PassedRow[] {
    const lists: Partial<DayRow> = rowLists('times', this.#table, this.#period(interval));
    return Object.keys(lists).length === 0 ? [] : [passed('day', { ...this.#dayHead(interval), ...lists })];
  }

  /**
   * Rows of a span that ended with an empty store. Below the minimum count, visits wait for the next span, but radios
   * never leave: their days do not add up.
   */
  #stretchRows(
    kind: keyof Table['day'],
    stretch: Stretch<'visits'> | Stretch<'repeat'>,
  ): readonly PassedRow[] {
    const { fromMs, toMs } = stretch;
    const table = kind === 'visits' ? this.#table : new GroupTable();
    table.add('day', { [kind]: [stretch] }, fromMs);
    const [left] = table.release('day', kind, this.#period({ fromMs, toMs }));
    if (left === undefined || left.few === true) return [];
    const classes = left.bins.map(([, upToS, n]): VisitClass => [upToS, n]);
    const store = { seenS: left.seenS, ...left.amounts, ...(classes.length === 0 ? {} : { classes }) };
    return [passed('day', { ...this.#dayHead({ fromMs: left.sinceMs, toMs }), store })];
  }

  /** Person-seconds of each hour, from one occupancy value per step. */
  #occupancyRow({ from, to, stepMs, means }: OccupancyRestatement): DayRow {
    const hours = new Array<number>(Math.ceil((to - from) / HOUR_MS)).fill(0);
    means.forEach((mean, i) => {
      const hour = Math.floor((i * stepMs) / HOUR_MS);
      hours[hour] = (hours[hour] ?? 0) + (mean * stepMs) / 1_000;
    });
    const head = this.#dayHead({ fromMs: from, toMs: to });
    return { ...head, store: { seenS: head.seconds, hourlyTimeS: hours.map(Math.round) } };
  }

  /** A row belongs to the local day of its middle, because a store may be empty long before it opens. */
  #dayHead(interval: Interval) {
    const middle = Math.floor((interval.fromMs + interval.toMs) / 2);
    const day = rowTime(middle + this.#options.offsetAt(middle)).slice(0, 10);
    return { day, ...this.#head(interval) };
  }

  #period(interval: Interval) {
    return { ...interval, minimumCount: this.#options.settings.minimumCount };
  }
}

const HOUR_MS = 3_600_000;
