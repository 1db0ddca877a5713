import type { DoorAudit } from '../../core/door-audit/audit-stamp.ts';
import { attachAudits } from '../../core/door-audit/audit-stamp.ts';
import { Engine } from '../../core/engine/engine.ts';
import { shiftCheckpointTimes } from '../../core/engine/shift-checkpoint-times.ts';
import type { TagObserver } from '../../core/engine/tag-tracker.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, Json, SensorId } from '../../core/model/ids.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { RuleChanged } from '../../core/model/rule-model.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { adaptSummary } from '../../core/privacy/adapt-summary.ts';
import { EgressGate } from '../../core/privacy/egress-gate.ts';
import { sanitizeEvent } from '../../core/privacy/event-rules.ts';
import type { OutboxRecord, PassedRow } from '../../core/privacy/passed-row.ts';
import { rowTime } from '../../core/privacy/row-time.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import type { TrackObserver } from '../../core/tracking/track-observer.ts';
import type { Clock, TimeQuality } from '../../ports/clock.ts';
import type { Commit, EventStore, WindowRecord } from '../../ports/event-store.ts';
import type { Log } from '../../ports/log.ts';
import type { Egress } from '../privacy/create-egress-gate.ts';
import { createAlarm } from './create-alarm.ts';
import type { OccupancyResetSchedule } from './occupancy-reset-schedule.ts';
import { restateStored } from './restate-stored.ts';
import { serializeEngine } from './serialize-engine.ts';

/** Bumped when a checkpoint of an older program can no longer be read; it is then left unread. */
const CHECKPOINT_VERSION = 6;

interface Saved {
  readonly version: number;
  readonly engine: Json;
  readonly egress: Json;
}

/** Observations take this long at most from sensor to engine; ticks follow that far behind the clock. */
export const HANDOVER_MS = 1_000;

/** No observation is on its way for longer. */
const FARTHEST_MS = 30_000;

const HOUR_MS = 3_600_000;
/** When the clocks go back. */
const LONGEST_DAY_MS = 25 * HOUR_MS;

/** Commits that could not be written wait in memory; beyond this the oldest rows go, counted. */
const MAX_WAITING_ROWS = 4_000;

export interface PipelineOptions {
  readonly model: StoreModel;
  readonly store: EventStore;
  /** The only way out for numbers. */
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeQuality: () => TimeQuality;
  /** Rows are in the outbox. */
  readonly committed: () => void;
  readonly tracks?: TrackObserver;
  readonly tags?: TagObserver;
  /** A rule turned on, off or unknown. */
  readonly rule?: (change: RuleChanged) => void;
  /** Audits of doors, whose ids travel with the doors' numbers. */
  readonly audits?: () => readonly DoorAudit[];
  /** Absent where the settings give no closing time. */
  readonly closingTime?: OccupancyResetSchedule;
  /** A new store publishes what it has so long after its start, if no window has closed by then. */
  readonly firstCountMs?: number;
  /** The end of the store's local day that contains a time. */
  readonly dayEnd?: (ms: number) => number;
}

export interface Listener {
  fact?(fact: Fact): void;
  summary?(summary: WindowSummary): void;
  observation?(observation: Observation): void;
}

/**
 * Feeds observations to the engine, facts to the listeners and closed windows to storage. It alone owns the engine.
 */
export class Pipeline {
  readonly engine: Engine;
  readonly #parts: PipelineOptions;
  readonly #gate: EgressGate;
  readonly #refusedPaths = new Set<string>();
  readonly #listeners = new Set<Listener>();
  #waiting: OutboxRecord[] = [];
  #waitingWindows: WindowRecord[] = [];
  #waitingEvents: string[] = [];
  #droppedRows = 0;
  /** What came in this run, by kind. */
  readonly #heard = new Map<Observation['kind'], Set<SensorId>>();
  /**
   * A sensor's first observation of each kind is stored at once. A power cut in its window would otherwise leave a total without
   * its beginning: who passed until the next start would be in no number.
   */
  #isFirstUnsaved = false;
  #stepFailures = 0;
  #dayEndMs: number | undefined;
  /** Of a new store, while it has published nothing. */
  #firstCountAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: PipelineOptions) {
    this.#parts = parts;
    this.#gate = new EgressGate(parts.egress.options);
    this.engine = new Engine(parts.model, {
      fact: (fact) => {
        const alarm = createAlarm(fact);
        if (alarm !== undefined) this.event(alarm);
        this.#notifyListeners((listener) => listener.fact?.(fact));
      },
      summary: (summary) => {
        this.#acceptWindow(summary);
      },
      restated: (restatement) => {
        this.#restate(restatement);
      },
      ...(parts.tracks === undefined ? {} : { tracks: parts.tracks }),
      ...(parts.tags === undefined ? {} : { tags: parts.tags }),
      ...(parts.rule === undefined ? {} : { rule: parts.rule }),
    });
    this.#resume();
    if (parts.store.checkpoint() === undefined && parts.firstCountMs !== undefined)
      this.#firstCountAtMs = parts.clock.now() + parts.firstCountMs;
    this.engine.begin(parts.clock.now());
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One observation that the engine chokes on must not cost the others. */
  observe(seen: Observation): void {
    const observation = this.#atPossibleTime(seen);
    this.#notifyListeners((listener) => listener.observation?.(observation));
    this.#noteFirst(observation);
    try {
      this.engine.step(observation);
    } catch (error) {
      this.#stepFailures += 1;
      if (this.#stepFailures === 1 || this.#stepFailures % 1000 === 0) {
        this.#parts.log.error(
          { err: error, kind: observation.kind, failures: this.#stepFailures },
          'the engine could not take an observation; it was left out',
        );
      }
    }
  }

  #noteFirst(observation: Observation): void {
    if (!('sensor' in observation)) return;
    const { kind, sensor } = observation;
    const heard = this.#heard.get(kind) ?? new Set();
    if (heard.has(sensor)) return;
    this.#heard.set(kind, heard.add(sensor));
    this.#isFirstUnsaved = true;
  }

  /** A separate process may have another clock than the gateway: then the time of arrival counts. */
  #atPossibleTime(seen: Observation): Observation {
    const at = this.#parts.clock.now();
    return Math.abs(seen.at - at) <= FARTHEST_MS ? seen : { ...seen, at };
  }

  /** To be called about once a second: closes windows and stores what closed. */
  tick(): void {
    const at = Math.floor(this.#parts.clock.now() - HANDOVER_MS) as EpochMs;
    this.observe({ kind: 'Tick', at });
    if (this.#parts.closingTime?.hasCome(at) === true) this.observe({ kind: 'StoreEmptied', at });
    this.#watchDay(at);
    if (at >= this.#firstCountAtMs) this.engine.flush(at);
    const isWaiting = this.#waiting.length > 0 || this.#waitingEvents.length > 0;
    if (isWaiting || this.#isFirstUnsaved) this.#commit();
  }

  #watchDay(at: EpochMs): void {
    const { dayEnd } = this.#parts;
    if (dayEnd === undefined) return;
    const endMs = this.#dayEndMs;
    // A clock that was set tells of a day that was none.
    const isOver = endMs !== undefined && at >= endMs && at < endMs + HOUR_MS;
    if (isOver) this.observe({ kind: 'DayEnded', at: endMs as EpochMs });
    if (endMs === undefined || at >= endMs || at < endMs - LONGEST_DAY_MS) this.#dayEndMs = dayEnd(at);
  }

  /** The clock is about to be set by so much. */
  moveTime(deltaMs: number): void {
    const nowMs = this.#parts.clock.now();
    // What the gate still holds belongs to the time as it was.
    for (const row of this.#gate.end()) this.#publish(row);
    this.#commit();
    this.engine.moveTime(deltaMs, nowMs);
    this.#gate.restore(shiftCheckpointTimes(this.#gate.snapshot(), deltaMs, nowMs));
  }

  /** An alarm or health event for the cloud and the console. */
  event(event: Json): void {
    const sifted = sanitizeEvent(event, (path) => this.#refused(path));
    if (sifted !== undefined) this.#waitingEvents.push(JSON.stringify(sifted));
  }

  /** Publishes open windows as partial and writes the last checkpoint. */
  stop(): void {
    this.engine.flush(this.#parts.clock.now());
    this.#commit();
  }

  #acceptWindow(closed: WindowSummary): void {
    this.#firstCountAtMs = Number.POSITIVE_INFINITY;
    const summary = attachAudits(closed, this.#parts.audits?.() ?? []);
    this.#notifyListeners((listener) => listener.summary?.(summary));
    this.#keep(summary);
    for (const row of this.#gate.pass(adaptSummary(summary, this.#parts.egress))) this.#publish(row);
  }

  /** For the device's own pages. */
  #keep(summary: WindowSummary): void {
    const { startAt, durationMs, revision } = summary;
    const start = parseIsoTime(startAt) as EpochMs;
    this.#waitingWindows.push({ start, durationMs, revision, payload: JSON.stringify(summary) });
    if (this.#waitingWindows.length > MAX_WAITING_ROWS) this.#waitingWindows.shift();
  }

  /** Only what the gate has passed, and once more only when all of it has a rule. */
  #publish(row: PassedRow): void {
    const record = this.#gate.record(row);
    if (record === undefined) this.#refused('outbox');
    else this.#send(record);
  }

  #send(record: OutboxRecord): void {
    this.#waiting.push(record);
    while (this.#waiting.length > MAX_WAITING_ROWS) {
      this.#waiting.shift();
      this.#droppedRows += 1;
    }
  }

  /** In one commit with the windows that closed last and the checkpoint that knows of it. */
  #restate(restatement: Restatement): void {
    const left = restateStored(restatement, {
      gate: this.#gate,
      rows: (from, to) => [
        ...this.#stored('rows', from, to),
        ...within(this.#waiting, from, to).filter(isCount),
      ],
      windows: (from, to) => [
        ...this.#stored('windows', from, to),
        ...within(this.#waitingWindows, from, to),
      ],
      publish: (row) => this.#publish(row),
      keep: (window) => this.#keep(window),
    });
    if (restatement.kind === 'crossings') this.engine.countLate(restatement, left);
  }

  /** None from a store that cannot be read: it must not cost the windows that are closing now. */
  #stored(what: 'rows' | 'windows', from: number, to: number): readonly WindowRecord[] {
    try {
      return this.#parts.store[what](from as EpochMs, to as EpochMs);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'windows cannot be read back: what was restored counts now');
      return [];
    }
  }

  /** Something that is not on the list was about to leave: told once for each place. */
  #refused(path: string): void {
    if (this.#refusedPaths.has(path)) return;
    this.#refusedPaths.add(path);
    this.#parts.log.error({ path }, 'the egress gate kept back what is not on its list');
    this.event({ kind: 'EgressRefused', path });
  }

  #commit(): void {
    const { clock, store, timeQuality, committed, log } = this.#parts;
    const commit: Commit = {
      rows: this.#waiting,
      windows: this.#waitingWindows,
      events: this.#waitingEvents,
      checkpoint: JSON.stringify({
        version: CHECKPOINT_VERSION,
        engine: serializeEngine(this.engine.state.save()),
        egress: this.#gate.snapshot(),
      }),
      checkpointAt: clock.now(),
      monotonicMs: clock.monotonicMs(),
      wallMs: clock.now(),
      timeQuality: timeQuality(),
    };
    try {
      store.commit(commit);
      this.#waiting = [];
      this.#waitingWindows = [];
      this.#waitingEvents = [];
      this.#isFirstUnsaved = false;
      committed();
    } catch (error) {
      const details = { err: error, waiting: this.#waiting.length, dropped: this.#droppedRows };
      log.error(details, 'windows could not be stored; they wait in memory');
    }
  }

  #resume(): void {
    const saved = this.#readSaved();
    try {
      if (saved !== undefined) this.#restore(saved);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the last checkpoint cannot be used: open visits start anew');
    }
    if (saved?.def !== this.#parts.egress.meaning.def) this.#publishMeaning();
  }

  /** Undefined when there is none, or none of this program. */
  #readSaved() {
    const { store, log } = this.#parts;
    const checkpoint = store.checkpoint();
    if (checkpoint === undefined) return undefined;
    try {
      const { version, engine, egress } = JSON.parse(checkpoint.text) as Saved;
      if (version !== CHECKPOINT_VERSION) throw new RangeError(`checkpoint of version ${version}`);
      return { engine, egress, def: (egress as { readonly def?: Json }).def, at: checkpoint.at };
    } catch (error) {
      log.warn({ err: error }, 'the last checkpoint cannot be used: open visits start anew');
      return undefined;
    }
  }

  #restore({
    engine,
    egress,
    at,
  }: {
    readonly engine: Json;
    readonly egress: Json;
    readonly at: EpochMs;
  }): void {
    const { log, clock } = this.#parts;
    // A gateway without a battery-backed clock may start with a time before its last stop.
    const backMs = Math.min(0, clock.now() - at);
    this.#restoreGate(shiftCheckpointTimes(egress, backMs, at));
    const refusal = this.engine.restore(engine);
    if (refusal !== undefined) throw new RangeError(refusal);
    if (backMs < 0) this.engine.moveTime(backMs, at);
    log.info({ checkpointAt: new Date(at).toISOString() }, 'going on from the last checkpoint');
  }

  /** What was counted under other settings leaves under its own definition, or not at all. */
  #restoreGate(saved: Json): void {
    const { options } = this.#parts.egress;
    // On a spare gate first: what throws here has changed nothing.
    if (new EgressGate(options).restore(saved)) {
      this.#gate.restore(saved);
      return;
    }
    const { records, droppedGroups } = EgressGate.endSaved(saved, options);
    for (const record of records) this.#send(record);
    this.event({ kind: 'DefinitionChanged', def: options.def, droppedGroups });
  }

  #publishMeaning(): void {
    const from = rowTime(this.#parts.clock.now());
    this.#publish(this.#gate.meaning({ ...this.#parts.egress.meaning, from }));
  }

  #notifyListeners(what: (listener: Listener) => void): void {
    for (const listener of this.#listeners) what(listener);
  }
}

function isCount({ lane }: OutboxRecord): boolean {
  return lane === 'count';
}

function within<R extends { readonly start: number }>(records: readonly R[], from: number, to: number): R[] {
  return records.filter(({ start }) => start >= from && start < to);
}
