import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EpochMs } from '../core/model/ids.ts';
import type { Clock, TimeQuality } from '../ports/clock.ts';

/** systemd-timesyncd creates this file when it has set the clock. */
const SYNCHRONISED_FLAG = '/run/systemd/timesync/synchronized';

export const systemClock: Clock = {
  now: () => Date.now() as EpochMs,
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  sleep: (durationMs, signal) => delay(durationMs, undefined, signal === undefined ? {} : { signal }),
};

/**
 * Returns `synced` or `unsynced` where systemd-timesyncd runs. Elsewhere, as in a container, the host sets the clock
 * and its state is unknown: `holdover`.
 */
export function systemTimeQuality(): TimeQuality {
  if (existsSync(SYNCHRONISED_FLAG)) return 'synced';
  return existsSync('/run/systemd/timesync') ? 'unsynced' : 'holdover';
}
