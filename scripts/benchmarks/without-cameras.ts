import type { SimTrees } from '../../src/app/sim/open-scenario.ts';
import type { Json } from '../../src/core/model/ids.ts';

type Section = Record<string, Json>;

/** The same store and people, counted at the doors and by receivers alone. A day takes seconds. */
export function withoutCameras({ settings, scenario, ...rest }: SimTrees): SimTrees {
  const { shopfront: _outside, ...store } = settings as Section;
  const sensors = store['sensors'] as { type: string }[];
  const doors = store['doors'] as Section[];
  const counted = {
    ...{ ...store, zones: [], lines: [] },
    sensors: sensors.filter(({ type }) => type !== 'camera'),
    doors: doors.map((door) => ({ ...door, lines: [] })),
  };
  return {
    ...rest,
    settings: counted,
    scenario: { ...(scenario as Section), cameras: {} },
  };
}
