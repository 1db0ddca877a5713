import type { ScenarioProblem, SimSettings } from '../model/sim-settings.ts';
import type { SimulatedSensor } from '../model/simulated-sensors.ts';
import { simulatedAs } from '../model/simulated-sensors.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** Checks whether scenario and settings describe the same store. */
export function checkScenario(file: ScenarioFile, settings: SimSettings): ScenarioProblem[] {
  const idsOf = (device: SimulatedSensor['device']) =>
    simulatedAs(settings.sensors, device).map(({ id }) => id);
  const tags = settings.tags.map(({ id }) => id);
  const products = file.products.map(({ id }) => id);
  const doors = settings.doors.map(({ id }) => id);
  return [
    ...(settings.floor === undefined ? [NO_FLOOR] : []),
    ...unknownKeys('doors', Object.keys(file.doors), doors),
    ...missingKeys('doors', Object.keys(file.doors), doors, 'Say where its threshold lies: from and to.'),
    ...unknownKeys('cameras', Object.keys(file.cameras), idsOf('camera')),
    ...missingKeys('cameras', Object.keys(file.cameras), idsOf('camera'), 'Say where and how it hangs.'),
    ...unknownKeys('beams', Object.keys(file.beams), idsOf('beams')),
    ...unknownKeys('counters', Object.keys(file.counters), idsOf('counter')),
    ...unknownKeys('receivers', Object.keys(file.receivers), idsOf('receiver')),
    ...unplacedReceivers(settings),
    ...unknownKeys('tags', Object.keys(file.tags), tags),
    ...file.promotions.flatMap(({ product }, i) =>
      unknownValue(`promotions[${i}].product`, product, products),
    ),
    ...file.faults.flatMap((fault, i) => {
      if ('sensor' in fault) {
        return unknownValue(
          `faults[${i}].sensor`,
          fault.sensor,
          settings.sensors.map(({ id }) => id),
        );
      }
      return 'tag' in fault ? unknownValue(`faults[${i}].tag`, fault.tag, tags) : [];
    }),
    ...Object.entries(file.tags).flatMap(([tag, { carrier }]) =>
      'product' in carrier ? unknownValue(`tags.${tag}.carrier.product`, carrier.product, products) : [],
    ),
    ...Object.entries(file.tags).flatMap(([tag, { carrier }]) =>
      'staff' in carrier && carrier.staff >= file.staff.length
        ? [
            problem(
              `tags.${tag}.carrier.staff`,
              carrier.staff,
              `0 to ${file.staff.length - 1}`,
              'Count the staff from 0.',
            ),
          ]
        : [],
    ),
  ];
}

const NO_FLOOR = problem(
  'settings',
  'a settings file without a floor plan',
  'settings with a floor section',
  'Add floor: { widthMetres: …, heightMetres: … } to the settings.',
);

function unplacedReceivers({ sensors }: SimSettings): ScenarioProblem[] {
  return simulatedAs(sensors, 'receiver').flatMap(({ id, receiver }) =>
    receiver.place === undefined
      ? [
          problem(
            `settings: ${id}.position`,
            undefined,
            'x and y on the floor plan',
            'Add it to the settings file.',
          ),
        ]
      : [],
  );
}

function unknownKeys(list: string, keys: readonly string[], known: readonly string[]): ScenarioProblem[] {
  return keys.flatMap((key) => unknownValue(`${list}.${key}`, key, known));
}

function missingKeys(
  list: string,
  keys: readonly string[],
  known: readonly string[],
  mend: string,
): ScenarioProblem[] {
  const missing = known.filter((id) => !keys.includes(id));
  return missing.map((id) => problem(`${list}.${id}`, undefined, 'one for each in the settings', mend));
}

function unknownValue(path: string, value: string, known: readonly string[]): ScenarioProblem[] {
  if (known.includes(value)) return [];
  const allowed = known.length === 0 ? 'an id of the settings (there are none)' : known.join(', ');
  return [problem(path, value, allowed, 'Name one that is in the settings file.')];
}

function problem(path: string, value: unknown, allowed: string, mend: string): ScenarioProblem {
  return { path, value, allowed, mend };
}
