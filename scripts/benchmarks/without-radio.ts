import type { SimTrees } from '../../src/app/sim/open-scenario.ts';
import type { Json } from '../../src/core/model/ids.ts';

type Section = Record<string, Json>;

/**
 * The same store and people without beacons and receivers, for benches of what cameras and counters see. To find a dozen
 * trolleys takes four fifths of the processor: they are looked for, and their radio learnt, also while nobody is there.
 */
export function withoutRadio(trees: SimTrees): SimTrees {
  const settings = without(trees.settings, ['tags']);
  const sensors = settings['sensors'] as { type: string }[];
  const rest = sensors.filter(({ type }) => type !== 'ble-receiver');
  return {
    ...trees,
    settings: { ...settings, sensors: rest },
    scenario: without(trees.scenario, ['tags', 'receivers']),
  };
}

function without(file: Json, sections: readonly string[]): Section {
  return Object.fromEntries(Object.entries(file as Section).filter(([name]) => !sections.includes(name)));
}
