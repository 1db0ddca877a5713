import { sensorsOfKind } from '../core/model/store-model.ts';
import type { Settings } from './schema.ts';
import type { Found, Path } from './settings-problem.ts';

type Experiment = Settings['experiments'][number];

/** Finds special days that contradict each other, and experiments that this store cannot measure. */
export function experimentFaults(settings: Settings): Found[] {
  return [
    ...specialDayFaults(settings),
    ...settings.experiments.flatMap((experiment, i) => [
      ...measureFaults(settings, experiment, ['experiments', i]),
      ...unitFaults(settings, experiment, ['experiments', i]),
    ]),
  ];
}

function specialDayFaults({ store: { specialDays } }: Settings): Found[] {
  return specialDays.flatMap(({ date, closed, hours }, i): Found[] => {
    const at: Path = ['store', 'specialDays', i];
    const isSecond = specialDays.findIndex((other) => other.date === date) < i;
    const both = closed && hours !== undefined;
    return [
      ...(isSecond
        ? [
            {
              code: 'date-twice' as const,
              at: [...at, 'date'],
              value: date,
              allowed: 'each date once',
              mend: 'Keep one of them.',
            },
          ]
        : []),
      ...(both
        ? [
            {
              code: 'closed-or-hours' as const,
              at: [...at, 'hours'],
              value: hours,
              allowed: 'closed or hours',
              mend: 'Take one out.',
            },
          ]
        : []),
    ];
  });
}

function measureFaults(settings: Settings, { measure, zone }: Experiment, at: Path): Found[] {
  const where = [...at, 'zone'];
  if (measure === 'captureRate' || measure === 'conversion') return storeFaults(settings, measure, at);
  const fitting = settings.zones.filter((known) => measure !== 'wait' || known.isQueue).map(({ id }) => id);
  if (zone !== undefined && fitting.includes(zone)) return [];
  const what = measure === 'wait' ? 'a zone with isQueue: true' : 'a zone';
  const allowed = fitting.length === 0 ? `${what} (there is none)` : fitting.join(', ');
  const mend = `Name ${what}: ${measure} is measured there.`;
  const values = { values: fitting.join(', ') };
  return [{ code: 'experiment-zone', values, at: where, value: zone, allowed, mend }];
}

function storeFaults(settings: Settings, measure: 'captureRate' | 'conversion', at: Path): Found[] {
  const tills = sensorsOfKind(
    settings.sensors.map(({ model }) => model),
    'makes-sales',
  );
  const isMeasured = measure === 'captureRate' ? settings.shopfront !== undefined : tills.length > 0;
  if (isMeasured && settings.doors.length > 0) return [];
  const needs = measure === 'captureRate' ? 'a shopfront and doors' : 'a till and doors';
  const allowed = `${measure} only with ${needs}`;
  const mend = `Add ${needs}, or measure a zone.`;
  return [{ code: 'experiment-needs', at: [...at, 'measure'], value: measure, allowed, mend }];
}

function unitFaults({ store }: Settings, { unit }: Experiment, at: Path): Found[] {
  if (unit === 'days' || store.hours !== undefined) return [];
  const mend = 'Add store.hours, or write `unit: days`: blocks begin when the store opens.';
  const allowed = 'days, while store.hours is missing';
  return [{ code: 'experiment-unit', at: [...at, 'unit'], value: unit, allowed, mend }];
}
