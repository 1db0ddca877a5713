import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HeardLine } from '../../ports/sensor.ts';
import { UnreadableItems } from './unreadable-items.ts';
import { HEARTBEAT, withHeartbeat } from './with-heartbeat.ts';

/** Interval of the heartbeats. When a link is lost, coverage counts at most this much time too much. */
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
  /** Decodes an item of the link. Returns undefined for an unreadable item. */
  readonly decode: (item: Item, at: EpochMs) => SensorObservation | undefined;
  /** Returns the item as text for the technician. Absent when items are always readable. */
  readonly textOf?: (item: Item) => string;
  readonly context: ObserveContext;
  /** How often the device sends something even when nothing happens. Absent: it may be silent for hours. */
  readonly reportIntervalSeconds?: number | undefined;
}

/**
 * Yields observations from a link's items, and SensorAlive every HEARTBEAT_MS while the link is up. A device that
 * reports periodically must prove that it works: after three missed reports this throws LINK_SILENT. While all its
 * items are unreadable, this reports SensorDown with LINK_UNREADABLE.
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
  // A device that reports periodically does not count as live before its first report.
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
