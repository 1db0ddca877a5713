import type { RadiosReturned } from '../fact.ts';
import { RETURN_BUCKETS } from '../presence/return-watch.ts';
import { isoTime } from './iso-time.ts';
import { roundShare } from './round-share.ts';
import type { ReturningSummary } from './summary.ts';

export function returningSummary({ from, at, coverage, radios, share }: RadiosReturned): ReturningSummary {
  return {
    fromAt: isoTime(from),
    toAt: isoTime(at),
    coverage: roundShare(coverage),
    definition: `returning/1 buckets=${RETURN_BUCKETS}`,
    n: Math.round(radios.mean),
    radiosLow: Math.floor(radios.low),
    radiosHigh: Math.ceil(radios.high),
    share: share === undefined ? null : roundShare(share.mean),
    shareLow: share === undefined ? null : roundShare(share.low),
    shareHigh: share === undefined ? null : roundShare(share.high),
  };
}
