import type { DoorAudit } from '../../core/door-audit/audit-stamp.ts';
import { attachAudits } from '../../core/door-audit/audit-stamp.ts';
import { Engine } from '../../core/engine/engine.ts';
import { shiftCheckpointTimes } from '../../core/engine/shift-checkpoint-times.ts';
import type { TagObserver } from '../../core/engine/tag-tracker.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { IndoorSummary, WindowSummary } from '../../core/model/window-summary.ts';
import type { EgressGate } from '../../core/privacy/egress-gate.ts';
import { sanitizeEvent } from '../../core/privacy/event-rules.ts';
import type { OutboxRecord, ReleasedWindow } from '../../core/privacy/released-window.ts';
import type { RefusalSink } from '../../core/privacy/sanitize.ts';
import type { TrackObserver } from '../../core/tracking/track-observer.ts';
import type { Clock, TimeQuality } from '../../ports/clock.ts';
import type { Commit, EventStore, WindowRecord } from '../../ports/event-store.ts';
import type { Log } from '../../ports/log.ts';
import { createAlarm } from './create-alarm.ts';
import type { OccupancyResetSchedule } from './occupancy-reset-schedule.ts';
import { publishRestatement } from './publish-restatement.ts';
import { serializeEngine } from './serialize-engine.ts';

/** Bumped when a checkpoint of an older program can no longer be read; it is then left unread. */
const CHECKPOINT_VERSION = 4;

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

/** Commits that could not be written wait in memory; beyond this the oldest windows go, counted. */
const MAX_WAITING_WINDOWS = 4_000;

export interface PipelineOptions {
  readonly model: StoreModel;
  readonly store: EventStore;
  /** The only way out for summaries. */
  readonly createGate: (refused: RefusalSink) => EgressGate;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeQuality: () => TimeQuality;
  /** Rows are in the outbox. */
  readonly committed: () => void;
  readonly tracks?: TrackObserver;
  readonly tags?: TagObserver;
  /** Audits of doors, whose ids travel with the doors' numbers. */
  readonly audits?: () => readonly DoorAudit[];
  /** Absent where the settings give no closing time. */
  readonly closingTime?: OccupancyResetSchedule;
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
  #waitingEvents: string[] = [];
  #droppedWindows = 0;
  /** How often the gate had settled something at the last commit. */
  #savedTimes = -1;
  /** The first observation of a run is stored at once: were the power cut in its first window, none would know of it. */
  #firstSave: 'not yet' | 'due' | 'done' = 'not yet';
  #stepFailures = 0;
  #dayEndMs: number | undefined;

  constructor(parts: PipelineOptions) {
    this.#parts = parts;
    this.#gate = parts.createGate((path) => this.#refused(path));
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
    });
    this.#resume();
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
    if (this.#firstSave === 'not yet' && observation.kind !== 'Tick') this.#firstSave = 'due';
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
    const isWaiting = this.#waiting.length > 0 || this.#waitingEvents.length > 0;
    if (isWaiting || this.#firstSave === 'due') this.#commit();
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
    for (const window of this.#gate.finish()) this.#publish(window);
    this.#commit();
    this.engine.moveTime(deltaMs, nowMs);
    this.#gate.restore(shiftCheckpointTimes(this.#gate.snapshot(), deltaMs, nowMs), this.#gate.toSaved());
  }

  /** See the gate: for the console alone. */
  insideSoFar(): IndoorSummary | undefined {
    return this.#gate.insideSoFar();
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
    const summary = attachAudits(closed, this.#parts.audits?.() ?? []);
    this.#notifyListeners((listener) => listener.summary?.(summary));
    for (const window of this.#gate.pass(summary)) this.#publish(window);
  }

  /** Only what the gate has passed, and once more only when all of it is on the table. */
  #publish(window: ReleasedWindow): void {
    const record = this.#gate.record(window);
    if (record === undefined) {
      this.#refused('outbox');
      return;
    }
    this.#waiting.push(record);
    while (this.#waiting.length > MAX_WAITING_WINDOWS) {
      this.#waiting.shift();
      this.#droppedWindows += 1;
    }
  }

  /** In one commit with the windows that closed last and the checkpoint that knows of it. */
  #restate(restatement: Restatement): void {
    publishRestatement(restatement, {
      engine: this.engine,
      gate: this.#gate,
      published: (from, to) => this.#published(from, to),
      publish: (window) => this.#publish(window),
    });
  }

  #published(from: number, to: number): WindowSummary[] {
    const stored = this.#stored(from, to);
    const waiting = this.#waiting.filter(({ start }) => start >= from && start < to);
    return [...stored, ...waiting].map(({ payload }) => JSON.parse(payload) as WindowSummary);
  }

  /** None from a store that cannot be read: it must not cost the windows that are closing now. */
  #stored(from: number, to: number): readonly WindowRecord[] {
    try {
      return this.#parts.store.windows(from as EpochMs, to as EpochMs);
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
    const settledTimes = this.#gate.settledTimes;
    const isSettled = settledTimes !== this.#savedTimes;
    const commit: Commit = {
      windows: this.#waiting,
      events: this.#waitingEvents,
      ...(isSettled ? { settled: JSON.stringify(this.#gate.toSaved()) } : {}),
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
      this.#waitingEvents = [];
      this.#savedTimes = settledTimes;
      this.#firstSave = 'done';
      committed();
    } catch (error) {
      const details = { err: error, waiting: this.#waiting.length, dropped: this.#droppedWindows };
      log.error(details, 'windows could not be stored; they wait in memory');
    }
  }

  #resume(): void {
    const { store, log, clock } = this.#parts;
    const checkpoint = store.checkpoint();
    if (checkpoint === undefined) return;
    try {
      const { version, engine, egress } = JSON.parse(checkpoint.text) as Saved;
      if (version !== CHECKPOINT_VERSION) throw new RangeError(`checkpoint of version ${version}`);
      // A machine without a clock of its own may start before the time at which it stopped.
      const backMs = Math.min(0, clock.now() - checkpoint.at);
      const settled = checkpoint.settled === undefined ? undefined : (JSON.parse(checkpoint.settled) as Json);
      const gate = shiftCheckpointTimes(egress, backMs, checkpoint.at);
      // On a spare gate first: what throws here has changed nothing.
      this.#parts.createGate(() => undefined).restore(gate, settled);
      const refusal = this.engine.restore(engine);
      if (refusal !== undefined) throw new RangeError(refusal);
      this.#gate.restore(gate, settled);
      if (backMs < 0) this.engine.moveTime(backMs, checkpoint.at);
      log.info({ checkpointAt: new Date(checkpoint.at).toISOString() }, 'going on from the last checkpoint');
    } catch (error) {
      log.warn({ err: error }, 'the last checkpoint cannot be used: open visits start anew');
    }
  }

  #notifyListeners(what: (listener: Listener) => void): void {
    for (const listener of this.#listeners) what(listener);
  }
}
