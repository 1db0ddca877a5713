import { ABSENCE_WORDS, readAbsence } from '../../core/metrics/absences.ts';
import type { BOUNDS, NoInterval } from '../../core/metrics/interval-reasons.ts';
import { whyNoInterval } from '../../core/metrics/interval-reasons.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { Comparison } from './compare.ts';

/** A missing number, a missing interval, or a number with a large error. */
export interface Unknown {
  readonly metric: string;
  readonly of: string;
  readonly why: string;
}

const GROUP_OF: Readonly<Record<string, keyof typeof BOUNDS>> = {
  ...{ zone: 'zones', door: 'doors', queue: 'queues', trolley: 'trolleys', store: 'store' },
  ...{ shopfront: 'shopfront', radio: 'radios', feedback: 'feedback', product: 'products' },
};
const INTERVAL_WORDS: Readonly<Record<NoInterval, string>> = {
  'one-source': 'no interval: no second sensor tells what the one missed',
  'many-looks': 'no interval: it is the greatest of many looks',
  future: 'no interval: what comes next is not known',
  'as-reported': 'no interval: a device reported it so',
};
/** Numbers with a larger error share get an explanation. For bounce, the error is a share of all visits. */
const FAR_OFF = 0.1;
const FAR_OFF_BOUNCE = 0.03;
/** Doors with a larger error share make the numbers of store visits inaccurate. */
const DOOR_OFF = 0.03;

/** Reasons why cameras see a zone or the floor inside the doors badly. Empty when they see it well. */
export interface Reasons {
  readonly reasonsOf: (zone: string) => readonly string[];
  readonly reasonsAtDoors: readonly string[];
  /** Number of people who waited in a queue for over 5 s. */
  readonly waitersOf: (zone: string) => number;
  /** Share of staff in the true person-time. */
  readonly staffShare: number;
}

/** With fewer people who waited, one of them moves the day's waits by more than their bars. */
const FEW_WAITERS = 20;
/** With a larger share, mean visits depend on whether the sensors see the staff. */
const MUCH_STAFF = 0.2;

/** Lists missing numbers, missing intervals and large errors, with their reasons. */
export function listUnknowns(
  window: WindowSummary,
  comparisons: readonly Comparison[],
  reasons: Reasons,
): Unknown[] {
  const whole = comparisons.filter(({ span }) => span === 'whole');
  return [
    ...absences(window),
    ...withoutInterval(whole),
    ...queuesFarOff(whole, reasons),
    ...storeFarOff(whole, reasons),
  ];
}

function absences({ store, queues }: WindowSummary): Unknown[] {
  const groups = readAbsence(store.definition, 'groups');
  const ofStore =
    groups === undefined
      ? []
      : [{ metric: 'store.groups', of: 'store', why: `no number: ${ABSENCE_WORDS[groups]}` }];
  return [
    ...ofStore,
    ...queues.flatMap(({ zone, definition }) => {
      const absence = readAbsence(definition, 'abandoned');
      if (absence === undefined) return [];
      return [{ metric: 'queue.abandoned', of: zone, why: `no number: ${ABSENCE_WORDS[absence]}` }];
    }),
  ];
}

function withoutInterval(whole: readonly Comparison[]): Unknown[] {
  return [...new Set(whole.map(({ metric }) => metric))].flatMap((metric) => {
    const [group = '', field = ''] = metric.split('.');
    const known = GROUP_OF[group];
    const reason = known === undefined ? undefined : whyNoInterval(known, field);
    return reason === undefined ? [] : [{ metric, of: 'all', why: INTERVAL_WORDS[reason] }];
  });
}

function queuesFarOff(whole: readonly Comparison[], { reasonsOf, waitersOf }: Reasons): Unknown[] {
  return whole.flatMap(({ metric, of, errorShare }) => {
    if (!metric.startsWith('queue.') || errorShare === null || Math.abs(errorShare) <= FAR_OFF) return [];
    const waiters = waitersOf(of);
    const isOfFew = metric.startsWith('queue.wait') && waiters < FEW_WAITERS;
    const few = `only ${waiters} people waited over 5 s, and each of them counts`;
    const reasons = [...(isOfFew ? [few] : []), ...reasonsOf(of)];
    const why =
      reasons.length === 0 ? 'people who wait hide one another, and their tracks swap' : reasons.join('; ');
    return [{ metric, of, why: `${Math.round(100 * errorShare)} % off: ${why}` }];
  });
}

/** Groups, visits and bounce depend on the passages at the doors. */
function storeFarOff(whole: readonly Comparison[], { reasonsAtDoors, staffShare }: Reasons): Unknown[] {
  const doors = whole.flatMap(({ metric, of, errorShare }) =>
    metric.startsWith('door.') && errorShare !== null && Math.abs(errorShare) > DOOR_OFF
      ? [
          `${of} counts ${Math.abs(Math.round(100 * errorShare))} % too ${errorShare > 0 ? 'many' : 'few'} ${metric.slice(5)}`,
        ]
      : [],
  );
  return whole.flatMap((compared) => {
    const { metric, of, errorShare, bias } = compared;
    const usual = USUAL_REASONS[metric];
    if (usual === undefined || errorShare === null) return [];
    const isFar = metric === BOUNCE ? Math.abs(bias) > FAR_OFF_BOUNCE : Math.abs(errorShare) > FAR_OFF;
    const staff = `${Math.round(100 * staffShare)} % of the time inside is that of staff, whom shelves may hide`;
    const isOfStaff = metric === 'visits.meanMs' && staffShare > MUCH_STAFF;
    const reasons = [...(isOfStaff ? [staff] : []), ...doors, ...reasonsAtDoors];
    const why = reasons.length === 0 ? usual : reasons.join('; ');
    return isFar ? [{ metric, of, why: `${Math.round(100 * errorShare)} % off: ${why}` }] : [];
  });
}

const BOUNCE = 'visits.bounceShare';
/** Reasons for an error when the doors count well. */
const USUAL_REASONS: Readonly<Record<string, string>> = {
  'store.groups':
    'people who come close together are one track, or who comes after them is taken for one of them',
  'visits.meanMs': 'people who are missed at a door one way stay inside until the store is empty',
  [BOUNCE]: 'short visits are told by time alone, and many last about as long as the threshold',
};
