import type { StoreModel, ZoneModel } from '../model/store-model.ts';

/**
 * Why a number cannot be known in this layout, decided before the day begins.
 * `no-counter`: no zone says where a queue is served.
 * `no-floor`: its line lies in a picture, so who stands behind whom is not known.
 * `no-line`: a door has no counting line on the floor plan.
 */
export type Absence = 'no-counter' | 'no-floor' | 'no-line';

/** Tracks swap in a line: only distances on the floor tell who left it from who was taken for another. */
export function whyNoAbandoned({ queue, space }: ZoneModel): Absence | undefined {
  if (queue?.servedIn === undefined) return 'no-counter';
  return space === 'floor' ? undefined : 'no-floor';
}

/** Who comes together is seen on the floor plan alone. */
export function whyNoGroups({ doors, lines }: Pick<StoreModel, 'doors' | 'lines'>): Absence | undefined {
  const isOnFloor = (line: string) => lines.some(({ id, space }) => id === line && space === 'floor');
  return doors.every((door) => door.lines.some(isOnFloor)) ? undefined : 'no-line';
}

/** The reason travels in the definition, as `abandoned=no-floor`. */
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

/** All numbers that cannot be known in a store's layout, each with its zone or `store`. */
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

/** For a person who sets a store up. */
export const ABSENCE_WORDS: Readonly<Record<Absence, string>> = {
  'no-counter': 'no service zone says where the queue is served',
  'no-floor': 'its line is drawn in a picture: calibrate the camera and draw the zones on the floor plan',
  'no-line': 'a door has no counting line on the floor plan, where groups are seen',
};
