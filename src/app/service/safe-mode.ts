import type { Settings } from '../../config/schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RestartHistory } from '../../system/restart-history.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';

/** After this long without a crash, safe mode ends. */
const SAFE_MODE_MS = 3_600_000;

/**
 * Settings of safe mode: storage and broker only. It opens no device, and has no model that a checkpoint might not fit.
 */
export function safeSettings(settings: Settings): Settings {
  return { ...settings, sensors: [], zones: [], lines: [], doors: [], tags: [] };
}

/** Leaves safe mode after SAFE_MODE_MS. A later crash leads back to it. */
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
