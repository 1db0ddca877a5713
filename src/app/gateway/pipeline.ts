import { attachAudits } from '../../core/door-audit/audit-stamp.ts';
import { Engine } from '../../core/engine/engine.ts';
import { shiftCheckpointTimes } from '../../core/engine/shift-checkpoint-times.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, Json, SensorId } from '../../core/model/ids.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { adaptSummary } from '../../core/privacy/adapt-summary.ts';
import { EgressGate } from '../../core/privacy/egress-gate.ts';
import { sanitizeEvent } from '../../core/privacy/event-rules.ts';
import type { OutboxRecord, PassedRow } from '../../core/privacy/passed-row.ts';
import type { Interval } from '../../core/privacy/period.ts';
import type { Forecast } from '../../core/privacy/rows.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import { rowTime } from '../../core/time/row-time.ts';
import type { Commit, WindowRecord } from '../../ports/event-store.ts';
import { createAlarm } from './create-alarm.ts';
import { DayEndFinder } from './pipeline/day-end-finder.ts';
import type { PipelineOptions } from './pipeline/pipeline-options.ts';
import type { SavedCheckpoint } from './pipeline/saved-checkpoint.ts';
import { CHECKPOINT_VERSION, findCountedDoors, readCheckpoint } from './pipeline/saved-checkpoint.ts';
import { WaitingRows } from './pipeline/waiting-rows.ts';
import { restateStored } from './restate-stored.ts';
import { serializeEngine } from './serialize-engine.ts';

/** Longest time from a sensor to the engine, in ms. Ticks are dated this much earlier, so no observation is late. */
export const HANDOVER_MS = 1_000;

/** Largest difference between an observation's time and the clock, in ms. Beyond it, the time is wrong. */
const FARTHEST_MS = 30_000;

export interface Listener {
  fact?(fact: Fact): void;
  summary?(summary: WindowSummary): void;
  observation?(observation: Observation): void;
}

/** Passes observations to the engine, facts to listeners, closed windows to storage. No other class uses the engine. */
export class Pipeline {
  readonly engine: Engine;
  readonly #parts: PipelineOptions;
  readonly #gate: EgressGate;
  readonly #refusedPaths = new Set<string>();
  readonly #listeners = new Set<Listener>();
  readonly #waiting = new WaitingRows();
  readonly #day: DayEndFinder | undefined;
  /** Sensors that have already reported in this run, by kind of observation. */
  readonly #heard = new Map<Observation['kind'], Set<SensorId>>();
  /** A first observation is not stored yet: the next tick commits, or a power cut would lose a counter's total. */
  #isFirstUnsaved = false;
  #stepFailures = 0;
  /** When a new store publishes its first counts (epoch ms). Infinite when it already has. */
  #firstCountAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: PipelineOptions) {
    this.#parts = parts;
    this.#gate = new EgressGate(parts.egress.options);
    this.#day = parts.dayEnd && new DayEndFinder(parts.dayEnd);
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

  /** Handles an observation. If the engine throws, logs that and leaves the observation out. */
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

  /** Returns the observation. A wrong time, as from a process with a wrong clock, becomes the present time. */
  #atPossibleTime(seen: Observation): Observation {
    const at = this.#parts.clock.now();
    return Math.abs(seen.at - at) <= FARTHEST_MS ? seen : { ...seen, at };
  }

  /** Closes windows that are over and stores them. Must be called about once a second. */
  tick(): void {
    const at = Math.floor(this.#parts.clock.now() - HANDOVER_MS) as EpochMs;
    this.observe({ kind: 'Tick', at });
    if (this.#parts.closingTime?.hasCome(at) === true) this.observe({ kind: 'StoreEmptied', at });
    const endMs = this.#day?.findEnd(at);
    if (endMs !== undefined) this.observe({ kind: 'DayEnded', at: endMs as EpochMs });
    if (at >= this.#firstCountAtMs) this.engine.flush(at);
    if (this.#waiting.isDue || this.#isFirstUnsaved) this.#commit();
  }

  /** Moves all times by `deltaMs`. Must be called just before the clock is set. */
  moveTime(deltaMs: number): void {
    const nowMs = this.#parts.clock.now();
    // Publishes the rows in the gate first, because their times are from before the change.
    for (const row of this.#gate.end()) this.#publish(row);
    this.#commit();
    this.engine.moveTime(deltaMs, nowMs);
    this.#gate.restore(shiftCheckpointTimes(this.#gate.snapshot(), deltaMs, nowMs));
  }

  event(event: Json): void {
    const sifted = sanitizeEvent(event, (path) => this.#refused(path));
    if (sifted !== undefined) this.#waiting.events.push(JSON.stringify(sifted));
  }

  /** Queues the forecasts of a night. They are published with the next window. */
  forecast(day: string, interval: Interval, forecasts: readonly Forecast[]): void {
    for (const forecast of forecasts) this.#publish(this.#gate.forecast(day, interval, forecast));
  }

  /** Publishes open windows, marked as partial, and stores the last checkpoint. */
  stop(): void {
    this.engine.flush(this.#parts.clock.now());
    this.#commit();
  }

  #acceptWindow(closed: WindowSummary): void {
    // A window without any working sensor has no counts, so the first counts are still to come.
    if (closed.store.coverage > 0 || closed.partial) this.#firstCountAtMs = Number.POSITIVE_INFINITY;
    const summary = attachAudits(closed, this.#parts.audits?.() ?? []);
    this.#notifyListeners((listener) => listener.summary?.(summary));
    this.#keep(summary);
    for (const row of this.#gate.pass(adaptSummary(summary, this.#parts.egress))) this.#publish(row);
  }

  #keep(summary: WindowSummary): void {
    const { startAt, durationMs, revision } = summary;
    const start = parseIsoTime(startAt) as EpochMs;
    this.#waiting.addWindow({ start, durationMs, revision, payload: JSON.stringify(summary) });
  }

  /** Queues a row that the gate has passed. As a second check, the gate refuses a row with an unknown field. */
  #publish(row: PassedRow): void {
    const record = this.#gate.record(row);
    if (record === undefined) this.#refused('outbox');
    else this.#waiting.addRow(record);
  }

  /** Publishes corrected rows. They are stored in the same commit as the windows just closed and the checkpoint. */
  #restate(restatement: Restatement): void {
    const left = restateStored(restatement, {
      gate: this.#gate,
      rows: (from, to) => [
        ...this.#stored('rows', from, to),
        ...within(this.#waiting.rows, from, to).filter(isCount),
      ],
      windows: (from, to) => [
        ...this.#stored('windows', from, to),
        ...within(this.#waiting.windows, from, to),
      ],
      publish: (row) => this.#publish(row),
      keep: (window) => this.#keep(window),
    });
    if (restatement.kind === 'crossings') this.engine.countLate(restatement, left);
  }

  /** Returns stored rows or windows. None if storage cannot be read, so that closing windows are still written. */
  #stored(what: 'rows' | 'windows', from: number, to: number): readonly WindowRecord[] {
    try {
      return this.#parts.store[what](from as EpochMs, to as EpochMs);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'windows cannot be read back: what was restored counts now');
      return [];
    }
  }

  #refused(path: string): void {
    if (this.#refusedPaths.has(path)) return;
    this.#refusedPaths.add(path);
    this.#parts.log.error({ path }, 'the egress gate kept back what is not on its list');
    this.event({ kind: 'EgressRefused', path });
  }

  #commit(): void {
    const { clock, store, timeQuality, committed, log } = this.#parts;
    const commit: Commit = {
      rows: this.#waiting.rows,
      windows: this.#waiting.windows,
      events: this.#waiting.events,
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
      this.#waiting.clear();
      this.#isFirstUnsaved = false;
      committed();
    } catch (error) {
      const details = { err: error, waiting: this.#waiting.rows.length, dropped: this.#waiting.dropped };
      log.error(details, 'windows could not be stored; they wait in memory');
    }
  }

  #resume(): void {
    const saved = readCheckpoint(this.#parts.store, this.#parts.log);
    try {
      if (saved === undefined) this.#recallDoors();
      else this.#restore(saved);
    } catch (error) {
      this.#recallDoors();
      this.#parts.log.warn({ err: error }, 'the last checkpoint cannot be used: open visits start anew');
    }
    if (saved?.def !== this.#parts.egress.meaning.def) this.#publishMeaning();
  }

  /** Without a checkpoint, a door that counted before must not seem new, because its silence is an outage. */
  #recallDoors(): void {
    const windows = (from: EpochMs, to: EpochMs) => this.#stored('windows', from, to);
    this.engine.countedBefore(findCountedDoors({ windows }, this.#parts.clock.now()));
  }

  #restore({ engine, egress, at }: SavedCheckpoint): void {
    const { log, clock } = this.#parts;
    // Without a battery-backed clock, a gateway may start with a time before its last stop.
    const backMs = Math.min(0, clock.now() - at);
    this.#restoreGate(shiftCheckpointTimes(egress, backMs, at));
    const refusal = this.engine.restore(engine);
    if (refusal !== undefined) throw new RangeError(refusal);
    if (backMs < 0) this.engine.moveTime(backMs, at);
    log.info({ checkpointAt: new Date(at).toISOString() }, 'going on from the last checkpoint');
  }

  /** Restores the egress gate. Rows of other settings leave under their own definition, or are dropped. */
  #restoreGate(saved: Json): void {
    const { options } = this.#parts.egress;
    // Restores into another gate first, because a failure could leave this gate half restored.
    if (new EgressGate(options).restore(saved)) {
      this.#gate.restore(saved);
      return;
    }
    const { records, droppedGroups } = EgressGate.endSaved(saved, options);
    for (const record of records) this.#waiting.addRow(record);
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
