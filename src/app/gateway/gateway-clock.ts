import { uptime } from 'node:os';
import type { Log } from '../../ports/log.ts';
import { systemClock, systemTimeQuality } from '../../system/clock.ts';
import { SteadyClock } from '../../system/steady-clock.ts';
import { TimeKeeper } from './clock-adjuster.ts';

/** The time of this machine, for all gateways that one process runs in turn. */
export interface GatewayTime {
  readonly clock: SteadyClock;
  readonly keeper: TimeKeeper;
}

export function keepTime(log: Log): GatewayTime {
  const clock = new SteadyClock(systemClock);
  const uptimeMs = (): number => uptime() * 1000;
  return { clock, keeper: new TimeKeeper({ clock, quality: systemTimeQuality, uptimeMs, log }) };
}
