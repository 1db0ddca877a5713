import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import { HEARTBEAT, withHeartbeat } from './with-heartbeat.ts';

/** How often a driver proves that its link is up: a lost link costs at most this much coverage it did not have. */
export const HEARTBEAT_MS = 5_000;

/** A device that reports on its own may miss this many reports before it counts as silent. */
const MISSED_REPORTS = 3;

export interface ObserveOptions<Item> {
  readonly open: (signal: AbortSignal) => AsyncIterable<Item>;
  /** One item of the link to what it means; undefined for noise. */
  readonly decode: (item: Item, at: EpochMs) => SensorObservation | undefined;
  readonly context: { readonly sensor: SensorId; readonly clock: Clock; readonly signal: AbortSignal };
  /** How often the device says something even when nothing happens. Absent: it may be quiet for hours. */
  readonly reportIntervalSeconds?: number | undefined;
}

/**
 * Observations from the items of a link, with SensorAlive every HEARTBEAT_MS while it is up. Noise is no proof of
 * life for a device that reports on its own: after three missed reports it throws LINK_SILENT.
 */
export async function* observeItems<Item>(options: ObserveOptions<Item>): AsyncGenerator<SensorObservation> {
  const { open, decode, context, reportIntervalSeconds } = options;
  const { sensor, clock } = context;
  const silentAfterMs =
    reportIntervalSeconds === undefined
      ? Number.POSITIVE_INFINITY
      : reportIntervalSeconds * 1000 * MISSED_REPORTS;
  let heardMs = clock.monotonicMs();
  for await (const item of withHeartbeat(open, HEARTBEAT_MS, context)) {
    const at = clock.now();
    const seen = item === HEARTBEAT ? undefined : decode(item, at);
    if (seen !== undefined) {
      heardMs = clock.monotonicMs();
      yield seen;
    } else if (clock.monotonicMs() - heardMs > silentAfterMs) {
      throw silent(sensor, silentAfterMs);
    }
    if (item === HEARTBEAT) yield { kind: 'SensorAlive', sensor, at };
  }
}

function silent(sensor: SensorId, silentAfterMs: number): GatewayError {
  return new GatewayError(
    'LINK_SILENT',
    `nothing readable from '${sensor}' for ${silentAfterMs / 1000} s: check that it has power, its cable, and the baud rate`,
  );
}
