import type { Fact } from '../../core/model/fact.ts';
import { findRemedy } from '../../core/model/fault-remedies.ts';
import type { Json } from '../../core/model/ids.ts';

/**
 * Returns an event for the cloud, if the fact needs action immediately. The event names the action, if it is known.
 * Undefined for other facts.
 */
export function createAlarm(fact: Fact): Json | undefined {
  switch (fact.kind) {
    case 'SensorFaulted': {
      const { kind, sensor, cause, detail } = fact;
      const remedy = findRemedy(cause);
      const optional = { ...(remedy !== undefined && { remedy }), ...(detail !== undefined && { detail }) };
      return { kind, sensor, cause, ...optional };
    }
    case 'SensorRecovered':
      return { kind: fact.kind, sensor: fact.sensor };
    case 'CounterRestarted':
      return { kind: fact.kind, sensor: fact.sensor, cause: fact.cause };
    case 'TagBatteryLow': {
      const { at: _at, ...low } = fact;
      return { ...low };
    }
    default:
      return undefined;
  }
}
