import { Engine } from '../../core/engine/engine.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { PeopleSeen, SensorObservation } from '../../core/model/observation.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { RuleChanged } from '../../core/model/rule-model.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';

const TICK_MS = 1_000;

export interface ReplaySinks {
  fact(fact: Fact): void;
  rule?(change: RuleChanged): void;
  summary(summary: WindowSummary): void;
  /** Returns whether an occupancy reset has become due since the last call. */
  hasClosed?(at: EpochMs): boolean;
  restated?(restatement: Restatement, engine: Engine): void;
  /** Called after each camera frame, when the engine has tracked it. */
  frame?(seen: PeopleSeen, engine: Engine): void;
  progress?(at: EpochMs, observations: number): void;
}

/**
 * Runs the engine on recorded input, with the times of the recording. Ticks follow from these times, so the result does
 * not depend on how fast the input is read. At the end, all sensors count as down, and all windows close.
 */
export async function replay(
  model: StoreModel,
  input: AsyncIterable<SensorObservation>,
  sinks: ReplaySinks,
): Promise<{ readonly observations: number }> {
  const engine: Engine = new Engine(model, {
    fact: (fact) => sinks.fact(fact),
    summary: (summary) => sinks.summary(summary),
    rule: (change) => sinks.rule?.(change),
    restated: (restatement) => sinks.restated?.(restatement, engine),
  });
  let observations = 0;
  let tickedAt: number | undefined;
  let last: EpochMs | undefined;
  for await (const observation of input) {
    const { at } = observation;
    tickedAt ??= Math.floor(at / TICK_MS) * TICK_MS;
    for (; tickedAt + TICK_MS < at; tickedAt += TICK_MS) {
      engine.step({ kind: 'Tick', at: tickedAt as EpochMs });
      if (sinks.hasClosed?.(tickedAt as EpochMs) === true) {
        engine.step({ kind: 'StoreEmptied', at: tickedAt as EpochMs });
      }
    }
    engine.step(observation);
    observations += 1;
    last = at;
    if (observation.kind === 'PeopleSeen') sinks.frame?.(observation, engine);
    sinks.progress?.(at, observations);
  }
  if (last !== undefined) closeAll(engine, model, last);
  return { observations };
}

function closeAll(engine: Engine, { sensors, windows }: StoreModel, last: EpochMs): void {
  for (const { id } of sensors)
    engine.step({ kind: 'SensorDown', sensor: id as SensorId, at: last, cause: 'ENDED' });
  const end = Math.floor(last / windows.durationMs + 1) * windows.durationMs + windows.latenessMs;
  for (let at = last + TICK_MS; at < end; at += TICK_MS) engine.step({ kind: 'Tick', at: at as EpochMs });
  engine.step({ kind: 'Tick', at: end as EpochMs });
}
