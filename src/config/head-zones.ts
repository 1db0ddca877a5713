import type { Settings } from './schema.ts';
import type { Found } from './settings-problem.ts';

/** Returns whether the space is a sensor that counts the people in its zone. */
export function isHeadCounter({ sensors }: Settings, space: string): boolean {
  return sensors.some(({ id, model }) => id === space && model.kind === 'counts-heads');
}

/** Finds settings of a zone that do not work because its sensor reports only a number of people. */
export function headZoneFaults(
  { shopfront }: Settings,
  zone: Settings['zones'][number],
  index: number,
): Found[] {
  const { id, polygon, space, isQueue, staffOnly } = zone;
  const fault = (field: string, value: unknown, mend: string): Found => {
    return {
      code: 'heads-only',
      at: ['zones', index, field],
      value,
      allowed: `nothing where '${space}' counts the people`,
      mend,
    };
  };
  return [
    ...(polygon.length === 0
      ? []
      : [fault('polygon', polygon, 'Leave the corners out: the device has its own.')]),
    ...(isQueue
      ? [fault('isQueue', isQueue, 'Leave it out: who is served and who waits is not known.')]
      : []),
    ...(staffOnly ? [fault('staffOnly', staffOnly, 'Leave it out: it tells no person from another.')] : []),
    ...(shopfront?.zones.includes(id) === true
      ? [fault('id', id, 'Take it out of the shopfront: who passes by is not known.')]
      : []),
  ];
}
