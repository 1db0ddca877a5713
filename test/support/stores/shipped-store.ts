import type { OpenScenario } from '../../../src/app/sim/open-scenario.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';

/** A shop that comes with Lintel, and the settings of the gateway in it. */
export function openShippedStore(name = 'boutique'): Promise<OpenScenario> {
  return openScenario(readScenario(name));
}
