import { uptime } from 'node:os';
import type { Log } from '../../ports/log.ts';
import { systemClock, systemTimeQuality } from '../../system/clock.ts';
import { SteadyClock } from '../../system/steady-clock.ts';
import { ClockAdjuster } from './clock-adjuster.ts';

/** The clock of this device. It stays the same when the process replaces its gateway. */
export interface GatewayClock {
  readonly clock: SteadyClock;
  readonly keeper: ClockAdjuster;
}

export function openGatewayClock(log: Log): GatewayClock {
  const clock = new SteadyClock(systemClock);
  const uptimeMs = (): number => uptime() * 1000;
  return { clock, keeper: new ClockAdjuster({ clock, quality: systemTimeQuality, uptimeMs, log }) };
}
