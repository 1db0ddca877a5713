import { DOOR_FAULTS } from './crossing.ts';

/** The technician's fix for each cause of a fault: the error code of a lost link, or a finding of the engine. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['LINK_LOST', 'It went away: check its plug, its cable and its power.'],
  ['LINK_NOT_FOUND', 'Its port or device is not there: check the cable and the path in the settings.'],
  [
    'LINK_SILENT',
    'The link is open, but nothing readable comes: check its power, its cable and the baud rate.',
  ],
  [
    'LINK_UNREADABLE',
    'Lines come in, but none fits the settings: compare its lines with the patterns, and check baud rate and parity.',
  ],
  ['LINK_REFUSED', 'It refuses what is asked: compare its registers and unit id with its manual.'],
  ['LINK_AMBIGUOUS', 'Two adapters look the same: name this one by its by-path link.'],
  [
    'DETECTOR_FAILED',
    'The camera’s process died and is started again: if it stays, choose another detector.',
  ],
  ...Object.entries(DOOR_FAULTS),
]);

export function findRemedy(cause: string): string | undefined {
  return REMEDIES.get(cause);
}
