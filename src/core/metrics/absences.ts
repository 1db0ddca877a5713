import type { StoreModel, ZoneModel } from '../model/store-model.ts';

/**
 * Why the layout makes a metric unknowable, decided before the day begins.
 * - `no-counter`: no service zone is set for a queue.
 * - `no-floor`: the queue is drawn in a picture, in which the order of people is unknown.
 * - `no-line`: a door has no counting line on the floor plan.
 */
export type Absence = 'no-counter' | 'no-floor' | 'no-line';

/**
 * Returns why abandoned waits cannot be counted. People in a queue stand close together, so their tracks get swapped.
 * Only distances on the floor plan distinguish a person who left from a swapped track.
 */
export function whyNoAbandoned({ queue, space }: ZoneModel): Absence | undefined {
  if (queue?.servedIn === undefined) return 'no-counter';
  return space === 'floor' ? undefined : 'no-floor';
}

/** Groups are detected on the floor plan only. */
export function whyNoGroups({ doors, lines }: Pick<StoreModel, 'doors' | 'lines'>): Absence | undefined {
  const isOnFloor = (line: string) => lines.some(({ id, space }) => id === line && space === 'floor');
  return doors.every((door) => door.lines.some(isOnFloor)) ? undefined : 'no-line';
}

/** Appends the reason to the definition, as `abandoned=no-floor`. */
export function withAbsence(definition: string, field: string, absence: Absence | undefined): string {
  return absence === undefined ? definition : `${definition} ${field}=${absence}`;
}

export function readAbsence(definition: string, field: string): Absence | undefined {
  const [, found] =
    definition
      .split(' ')
      .find((part) => part.startsWith(`${field}=`))
      ?.split('=') ?? [];
  return found === 'no-counter' || found === 'no-floor' || found === 'no-line' ? found : undefined;
}

/** Lists all metrics that a store's layout makes unknowable, each with its zone or `store`. */
export function listAbsences(model: StoreModel): { metric: string; of: string; absence: Absence }[] {
  const groups = whyNoGroups(model);
  return [
    ...(groups === undefined || model.doors.length === 0
      ? []
      : [{ metric: 'store.groups', of: 'store', absence: groups }]),
    ...model.zones.flatMap((zone) => {
      const absence = zone.queue === undefined ? undefined : whyNoAbandoned(zone);
      return absence === undefined ? [] : [{ metric: 'queue.abandoned', of: zone.id as string, absence }];
    }),
  ];
}

/** Texts for a person who sets up a store. */
export const ABSENCE_WORDS: Readonly<Record<Absence, string>> = {
  'no-counter': 'no service zone says where the queue is served',
  'no-floor': 'its line is drawn in a picture: calibrate the camera and draw the zones on the floor plan',
  'no-line': 'a door has no counting line on the floor plan, where groups are seen',
};
