import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HeardLine } from '../../ports/sensor.ts';
import { UnreadableItems } from './unreadable-items.ts';
import { HEARTBEAT, withHeartbeat } from './with-heartbeat.ts';

/** Interval of the heartbeats. A lost link adds this much coverage at most. */
export const HEARTBEAT_MS = 5_000;

/** A device that reports unasked counts as silent after this many missed reports. */
const MISSED_REPORTS = 3;

export interface ObserveContext {
  readonly sensor: SensorId;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly heard?: HeardLine | undefined;
}

export interface ObserveOptions<Item> {
  readonly open: (signal: AbortSignal) => AsyncIterable<Item>;
  /** Decodes an item of the link; undefined for noise. */
  readonly decode: (item: Item, at: EpochMs) => SensorObservation | undefined;
  /** The item as text for the technician. Absent when items cannot be unreadable. */
  readonly textOf?: (item: Item) => string;
  readonly context: ObserveContext;
  /** How often the device sends something even when nothing happens. Absent: it may be silent for hours. */
  readonly reportIntervalSeconds?: number | undefined;
}

/**
 * Observations from a link's items, with SensorAlive every HEARTBEAT_MS while the link is up. For a device that reports
 * periodically, an open link or noise is no heartbeat: after three missed reports this throws LINK_SILENT. While only
 * noise arrives it reports SensorDown with LINK_UNREADABLE.
 */
export async function* observeItems<Item>(options: ObserveOptions<Item>): AsyncGenerator<SensorObservation> {
  const { open, decode, textOf, context, reportIntervalSeconds } = options;
  const { sensor, clock } = context;
  const silentAfterMs =
    reportIntervalSeconds === undefined
      ? Number.POSITIVE_INFINITY
      : reportIntervalSeconds * 1000 * MISSED_REPORTS;
  const unreadable = new UnreadableItems();
  let heardMs = clock.monotonicMs();
  // A device that reports periodically is live only from its first report on.
  let isProven = reportIntervalSeconds === undefined;
  for await (const item of withHeartbeat(open, HEARTBEAT_MS, context)) {
    const at = clock.now();
    if (item !== HEARTBEAT) {
      const seen = decode(item, at);
      const text = textOf?.(item);
      if (text !== undefined) context.heard?.(text, seen !== undefined);
      if (seen === undefined) {
        unreadable.add(text, clock.monotonicMs());
      } else {
        heardMs = clock.monotonicMs();
        isProven = true;
        unreadable.clear();
        yield seen;
      }
    }
    if (clock.monotonicMs() - heardMs > silentAfterMs) throw silent(sensor, silentAfterMs, unreadable);
    if (unreadable.takeNews()) {
      yield { kind: 'SensorDown', sensor, at, cause: 'LINK_UNREADABLE', detail: unreadable.description };
    } else if (item === HEARTBEAT && isProven && !unreadable.isReported) {
      yield { kind: 'SensorAlive', sensor, at };
    }
  }
}

function silent(sensor: SensorId, silentAfterMs: number, unreadable: UnreadableItems): GatewayError {
  if (unreadable.isAny) return new GatewayError('LINK_UNREADABLE', `'${sensor}': ${unreadable.description}`);
  return new GatewayError(
    'LINK_SILENT',
    `nothing came from '${sensor}' for ${silentAfterMs / 1000} s: check that it has power, its cable, and the baud rate`,
  );
}
