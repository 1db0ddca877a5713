import type { Settings } from '../../config/schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RestartHistory } from '../../system/restart-history.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';

/** After this long without a crash everything is tried again. */
const SAFE_MODE_MS = 3_600_000;

/** Storage and broker alone: no device is opened, and no store model exists that a checkpoint might not fit. */
export function safeSettings(settings: Settings): Settings {
  return { ...settings, sensors: [], zones: [], lines: [], doors: [], tags: [] };
}

/** Leaves safe mode once it has held; what crashes then leads back to it. */
export async function leaveSafeModeLater(parts: {
  readonly host: GatewayRunner;
  readonly settings: Settings;
  readonly record: RestartHistory;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}): Promise<void> {
  const { host, settings, record, clock, stop } = parts;
  await clock.sleep(SAFE_MODE_MS, stop).catch(() => undefined);
  if (stop.aborted) return;
  record.tryAgain();
  await host.swap(settings);
}
