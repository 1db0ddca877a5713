import { ABSENCE_WORDS, readAbsence } from '../../core/metrics/absences.ts';
import type { BOUNDS, NoInterval } from '../../core/metrics/interval-reasons.ts';
import { whyNoInterval } from '../../core/metrics/interval-reasons.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { Comparison } from './compare.ts';

/** A number, or its interval, that is not there; or a number that is far off. */
export interface Unknown {
  readonly metric: string;
  readonly of: string;
  readonly why: string;
}

const GROUP_OF: Readonly<Record<string, keyof typeof BOUNDS>> = {
  ...{ zone: 'zones', door: 'doors', queue: 'queues', trolley: 'trolleys', store: 'store' },
  shopfront: 'shopfront',
};
const INTERVAL_WORDS: Readonly<Record<NoInterval, string>> = {
  'one-source': 'no interval: no second sensor tells what the one missed',
  'many-looks': 'no interval: it is the greatest of many looks',
  future: 'no interval: what comes next is not known',
  'as-reported': 'no interval: a device reported it so',
};
/** A queue's number that is further off than this is explained. */
const FAR_OFF = 0.1;

/** Why numbers are missing, have no interval, or miss. `reasonsOf`: what is wrong with the sight of a zone. */
export function listUnknowns(
  window: WindowSummary,
  comparisons: readonly Comparison[],
  reasonsOf: (zone: string) => readonly string[],
): Unknown[] {
  const whole = comparisons.filter(({ span }) => span === 'whole');
  return [...absences(window), ...withoutInterval(whole), ...farOff(whole, reasonsOf)];
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

function farOff(whole: readonly Comparison[], reasonsOf: (zone: string) => readonly string[]): Unknown[] {
  return whole.flatMap(({ metric, of, errorShare }) => {
    if (!metric.startsWith('queue.') || errorShare === null || Math.abs(errorShare) <= FAR_OFF) return [];
    const reasons = reasonsOf(of);
    const why =
      reasons.length === 0 ? 'people who wait hide one another, and their tracks swap' : reasons.join('; ');
    return [{ metric, of, why: `${Math.round(100 * errorShare)} % off: ${why}` }];
  });
}
