import type { MissingRows } from '../event-store.ts';
import type { GapReason } from './command.ts';

/** Translates the storage's reasons into the contract's, for responses and events. */
const GAP_REASON: Readonly<Record<MissingRows['reason'], GapReason>> = {
  unused: 'never-assigned',
  coarsened: 'downsampled',
  dropped: 'evicted-before-send',
  'not-kept': 'evicted-after-send',
  parked: 'rejected-by-broker',
  damaged: 'damaged',
  reset: 'reset',
};

export function gapReason(reason: MissingRows['reason']): GapReason {
  return GAP_REASON[reason];
}
