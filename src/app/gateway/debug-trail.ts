import type { Fact } from '../../core/model/fact.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Log } from '../../ports/log.ts';
import type { Listener } from './pipeline.ts';

/**
 * Fields that may be logged, because they identify no person and no radio. Boxes, positions, tags, pseudonyms and
 * buckets are not among them.
 */
const SHOWN = [
  ...['sensor', 'mode', 'entered', 'left', 'clockS', 'beam', 'blocked', 'open', 'outerMm', 'innerMm'],
  ...['button', 'transactions', 'cause', 'door', 'line', 'zone', 'space', 'direction', 'dwellMs', 'waitMs'],
  ...['inside', 'low', 'high', 'gapMs', 'coverage', 'percent', 'from', 'to'],
];
/** Observations that are not logged: they are frequent and only show that a sensor works. */
const SILENT = ['Tick', 'SensorAlive'];

/** Logs each observation and the facts that follow from it. A technician can then see how a count came about. */
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
