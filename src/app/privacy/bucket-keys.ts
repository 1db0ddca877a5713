import { randomBytes, randomUUID } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';
import { localDayEnd } from '../../core/time/local-day.ts';
import type { BucketKey } from '../../ports/ble-channel.ts';

/** Days for which a key is used. Each day is compared with the one before under one key: a new key loses a pair. */
const DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * The key for estimating repeat visitors, when the settings ask for it. It exists in memory only and is replaced after
 * a week.
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
      // A clock that was set back must not prolong the week.
      if (nowMs >= untilMs || nowMs < untilMs - (DAYS + 1) * DAY_MS) {
        untilMs = dayEnd(nowMs) + (DAYS - 1) * DAY_MS;
        key = { id: randomUUID(), keyHex: randomBytes(32).toString('hex') };
      }
      return key;
    },
  };
}
