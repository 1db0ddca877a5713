import { randomBytes, randomUUID } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';
import { localDayEnd } from '../../core/time/local-day.ts';
import type { BucketKey } from '../../ports/ble-channel.ts';

/** Each day is compared with the one before under the same key; with a new one a week there is one pair less. */
const DAYS = 7;
const DAY_MS = 86_400_000;

/** Keys for repeat visitors, where the settings enable them: in memory, replaced after a week. */
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
      // A clock that was set back must not stretch a week.
      if (nowMs >= untilMs || nowMs < untilMs - (DAYS + 1) * DAY_MS) {
        untilMs = dayEnd(nowMs) + (DAYS - 1) * DAY_MS;
        key = { id: randomUUID(), keyHex: randomBytes(32).toString('hex') };
      }
      return key;
    },
  };
}
