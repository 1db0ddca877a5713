import { randomBytes, randomUUID } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';
import { localDayEnd } from '../../core/time/local-day.ts';
import type { BucketKey } from '../../ports/ble-channel.ts';

/**
 * Number of days for which one key is used. Two days can be compared only under the same key, so each new key costs one
 * comparison.
 */
const DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * Returns the source of keys for the estimate of repeat visitors. Empty when the settings do not ask for it. A key
 * exists only in memory and is replaced after DAYS.
 */
export function bucketKeys({ privacy, store }: Pick<Settings, 'privacy' | 'store'>): {
  readonly bucketKey?: () => BucketKey;
} {
  if (!privacy.repeatVisitors) return {};
  const dayEnd = localDayEnd(store.timezone);
  let untilMs = Number.NEGATIVE_INFINITY;
  let key: BucketKey = { id: '', keyHex: '' };
  return {
    bucketKey: () => {
      const nowMs = Date.now();
      // Also replaces the key if the clock was set far back, so that no key is used for longer.
      if (nowMs >= untilMs || nowMs < untilMs - (DAYS + 1) * DAY_MS) {
        untilMs = dayEnd(nowMs) + (DAYS - 1) * DAY_MS;
        key = { id: randomUUID(), keyHex: randomBytes(32).toString('hex') };
      }
      return key;
    },
  };
}
