import type { Fact } from '../../core/model/fact.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Log } from '../../ports/log.ts';
import type { Listener } from './pipeline.ts';

/** Fields that identify no person and no radio: no box, position, tag, pseudonym, person or bucket. */
const SHOWN = [
  ...['sensor', 'mode', 'entered', 'left', 'clockS', 'beam', 'blocked', 'open', 'outerMm', 'innerMm'],
  ...['button', 'transactions', 'cause', 'door', 'line', 'zone', 'space', 'direction', 'dwellMs', 'waitMs'],
  ...['inside', 'low', 'high', 'gapMs', 'coverage', 'percent', 'from', 'to'],
];
/** Frequent observations that only show that a sensor is live. */
const SILENT = ['Tick', 'SensorAlive'];

/** Logs each observation and the facts that follow from it, so that a person can trace a count. */
export function createDebugTrail(log: Log): Required<Pick<Listener, 'observation' | 'fact'>> {
  return {
    observation(observation) {
      if (SILENT.includes(observation.kind)) return;
      log.debug(shownFields(observation), `observed ${observation.kind}`);
    },
    fact(fact) {
      log.debug(shownFields(fact), `fact ${fact.kind}`);
    },
  };
}

function shownFields(event: Observation | Fact): object {
  const shown = Object.entries(event).filter(([name]) => SHOWN.includes(name));
  const boxes = event.kind === 'PeopleSeen' ? { people: event.boxes.length / 5 } : {};
  return { ...Object.fromEntries(shown), ...boxes };
}
