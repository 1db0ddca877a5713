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

type Spans<T> = { readonly count: T; readonly indoor: T; readonly day: T };

/** A type alias, as JSON takes no interface. */
type Saved = {
  readonly def: string;
  readonly settings: EgressSettings & { readonly [field: string]: Json };
  readonly spans: Spans<SavedSpan>;
  readonly table: SavedTable;
  readonly endMs: number | null;
};

/**
 * The only way out for numbers: closed windows in, rows out. The gate adds up each amount until its period is over. Then the
 * amount leaves once, or the next period carries it. Store-level counts leave as counted.
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
   * What a gate of other settings saved: its periods end at once, under its own definition and the stricter of the two
   * minimum counts. Things that the settings do not have any more do not leave, nor do groups of too few then.
   */
  static endSaved(saved: Json, present: EgressGateOptions) {
    const { def, settings } = saved as Saved;
    const minimumCount = Math.max(settings.minimumCount, present.settings.minimumCount);
    const gate = new EgressGate({ ...present, def, settings: { ...settings, minimumCount } });
    gate.restore(saved);
    const records = gate.end().flatMap((row) => gate.record(row) ?? []);
    return { records, droppedGroups: gate.countWaiting() };
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
    const ofVisits = window.visits.flatMap((stretch) => this.#stretchRows('visits', stretch));
    const ofRepeat = window.repeat.flatMap((stretch) => this.#stretchRows('repeat', stretch));
    return [...before, ...after, ...ofVisits, ...ofRepeat];
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
    return this.#table.countWaiting();
  }

  /** As the storage takes it; undefined when something in it has no rule after all. */
  record(row: PassedRow): OutboxRecord | undefined {
    return outboxRecord(row, this.#options.knownIds);
  }

  /** What became known of rows that are out already: of counts alone, as all else is final (R3). */
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

  /** Takes back what it gave; false, and nothing is taken, when that was counted under other settings. */
  restore(json: Json): boolean {
    const { def, spans, table, endMs } = json as Saved;
    if (def !== this.#options.def) return false;
    for (const name of ['count', 'indoor', 'day'] as const) this.#spans[name].restore(spans[name]);
    this.#table.restore(table);
    this.#endMs = endMs;
    return true;
  }

  /** Definitions of these numbers, as a row of their own. */
  meaning(row: Rows['meaning']): PassedRow {
    return passed('meaning', row);
  }

  /** Of the day that it was made on, for the hours of this time. */
  forecast(day: string, interval: Interval, forecast: Forecast): PassedRow {
    return passed('forecast', { day, ...this.#head(interval), forecast });
  }

  #add({ startMs, count, indoor, steps }: ClosedWindow): void {
    this.#table.add('count', count, startMs);
    this.#table.add('indoor', indoor, startMs);
    this.#table.add('times', indoor, startMs);
    this.#table.add('steps', steps, startMs);
  }

  /** Ends the rows under way that are over at this time. */
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

  /** The window comes again when the gateway goes on; what people do inside waits for it. */
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

  /** Of zones whose own numbers leave (R4), in an order that does not say which step was made first. */
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
   * Visits of a stretch that ended with an empty store: too few of them leave with the next stretch. Estimates of radios
   * do not add up over days: too few do not leave at all.
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

  /** A row belongs to the local day that its middle lies in: a store may be empty long before it opens. */
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
