import type { Settings } from '../../config/schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RestartHistory } from '../../system/restart-history.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';

/** Safe mode ends after this time without a crash. */
const SAFE_MODE_MS = 3_600_000;

/**
 * Returns the settings for safe mode: only storage and broker. With them the gateway opens no device. They have no
 * zones, lines or doors that a checkpoint might not fit.
 */
export function safeSettings(settings: Settings): Settings {
  return { ...settings, sensors: [], zones: [], lines: [], doors: [], tags: [] };
}

/** Leaves safe mode after SAFE_MODE_MS. If the gateway then crashes again, it starts in safe mode again. */
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
