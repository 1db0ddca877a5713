import { Engine } from '../../../src/core/engine/engine.ts';
import { restateWindows } from '../../../src/core/metrics/merging/restate-windows.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../src/core/model/observation.ts';
import type { SensorModel, StoreModel } from '../../../src/core/model/store-model.ts';
import type { DoorSummary, WindowSummary } from '../../../src/core/model/window-summary.ts';

export const COUNTER = 'counter' as SensorId;
export const DOOR = 'door' as DoorId;
export const MINUTE_MS = 60_000;
export const START = Date.UTC(2026, 0, 12, 9);

export function intervalModel(id: SensorId, maxTotal?: number): SensorModel {
  const counting = { kind: 'counts-people', method: 'intervals', believedSd: 0.05, maxGapMs: 0 } as const;
  return { id, type: 'counter', ...counting, maxTotal };
}

export function intervalStore(sensors: readonly SensorModel[], parts?: readonly string[]): StoreModel {
  return {
    sensors,
    zones: [],
    lines: [],
    doors: [{ id: DOOR, sensors: sensors.map(({ id }) => id), lines: [], ...(parts && { parts }) }],
    windows: { durationMs: MINUTE_MS, latenessMs: 15_000 },
  };
}

/** An observation and when it comes. */
export interface Message {
  readonly at: number;
  readonly seen: SensorObservation;
}

export interface Played {
  readonly facts: readonly Fact[];
  /** Newest revision of each window, by minute from the start. */
  readonly door: (minute: number) => DoorSummary | undefined;
  readonly window: (minute: number) => WindowSummary | undefined;
  readonly sum: (direction: 'in' | 'out') => number;
}

/** Plays messages in order of their arrival into an engine, and keeps its windows as the gateway does. */
export function playIntervals(
  model: StoreModel,
  messages: readonly Message[],
  { minutes, restartAt }: { readonly minutes: number; readonly restartAt?: number },
): Played {
  const windows = new Map<string, WindowSummary>();
  const facts: Fact[] = [];
  const keep = (window: WindowSummary) => windows.set(window.startAt, window);
  const create = () => {
    const engine: Engine = new Engine(model, {
      fact: (fact) => facts.push(fact),
      summary: keep,
      restated: (restatement) => {
        const changed = restateWindows(restatement, [...windows.values()]);
        for (const window of changed) keep(window);
        if (changed.length === 0 && restatement.kind === 'crossings')
          engine.countLate(restatement, restatement);
      },
    });
    return engine;
  };
  let engine = create();
  engine.begin(START as EpochMs);
  const waiting = messages.toSorted((a, b) => a.at - b.at);
  for (let at = START; at <= START + minutes * MINUTE_MS + 120_000; at += 5_000) {
    while ((waiting[0]?.at ?? Number.POSITIVE_INFINITY) <= at) {
      const message = waiting.shift();
      if (message !== undefined) engine.step(message.seen);
    }
    engine.step({ kind: 'Tick', at: at as EpochMs });
    if (restartAt !== undefined && at - START === restartAt) {
      const saved = JSON.parse(JSON.stringify(engine.state.save()));
      engine = create();
      const refusal = engine.restore(saved);
      if (refusal !== undefined) throw new Error(refusal);
      engine.begin(at as EpochMs);
    }
  }
  const window = (minute: number) => windows.get(new Date(START + minute * MINUTE_MS).toISOString());
  const door = (minute: number) => window(minute)?.doors[0];
  const sum = (direction: 'in' | 'out') => {
    let total = 0;
    for (let minute = 0; minute < minutes; minute++) total += door(minute)?.[direction] ?? 0;
    return total;
  };
  return { facts, door, window, sum };
}

/** People of each minute, at a pace that changes. */
export interface MinuteTruth {
  readonly in: number;
  readonly out: number;
}

export function intervalMessage(
  from: number,
  to: number,
  people: { readonly in: number | null; readonly out: number | null },
  at = to + 3_000,
): Message {
  const times = { at: at as EpochMs, from: from as EpochMs, to: to as EpochMs };
  const seen = { kind: 'IntervalCounted', sensor: COUNTER, entered: people.in, left: people.out } as const;
  return { at, seen: { ...seen, ...times } };
}

export function totalMessage(readAt: number, entered: number, left: number, at = readAt + 3_000): Message {
  const times = { at: at as EpochMs, readAt: readAt as EpochMs };
  return { at, seen: { kind: 'CounterRead', sensor: COUNTER, mode: 'total', entered, left, ...times } };
}
