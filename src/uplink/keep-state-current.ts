import type { Clock } from '../ports/clock.ts';
import type { GatewayHealth } from '../ports/uplink.ts';

/** How often the state is checked for changes. */
const LOOK_MS = 60_000;
/** How often the state is published even if it did not change. */
const REPEAT_MS = 3_600_000;

export interface StateOptions {
  readonly clock: Clock;
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
  readonly health: () => GatewayHealth;
  readonly publish: () => void;
}

/** Publishes the state of a connected gateway when its sensors or settings change, and hourly. */
export async function keepStateCurrent({ clock, signal, health, publish }: StateOptions): Promise<void> {
  const read = () => {
    const { settings, down } = health();
    return JSON.stringify([settings, down]);
  };
  let [said, saidMs] = [read(), clock.monotonicMs()];
  for (;;) {
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    const now = read();
    if (now === said && clock.monotonicMs() - saidMs < REPEAT_MS) continue;
    [said, saidMs] = [now, clock.monotonicMs()];
    publish();
  }
}
