import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import { UnreadableItems } from './unreadable-items.ts';
import { HEARTBEAT, withHeartbeat } from './with-heartbeat.ts';

/** How often a driver proves that its link is up: a lost link costs at most this much coverage it did not have. */
export const HEARTBEAT_MS = 5_000;

/** A device that reports on its own may miss this many reports before it counts as silent. */
const MISSED_REPORTS = 3;

export interface ObserveOptions<Item> {
  readonly open: (signal: AbortSignal) => AsyncIterable<Item>;
  /** One item of the link to what it means; undefined for noise. */
  readonly decode: (item: Item, at: EpochMs) => SensorObservation | undefined;
  /** The item as a technician would read it, where it can be one that nothing can be made of. */
  readonly textOf?: (item: Item) => string;
  readonly context: { readonly sensor: SensorId; readonly clock: Clock; readonly signal: AbortSignal };
  /** How often the device says something even when nothing happens. Absent: it may be quiet for hours. */
  readonly reportIntervalSeconds?: number | undefined;
}

/**
 * Observations from the items of a link, with SensorAlive every HEARTBEAT_MS while it is up. Neither an
 * open link nor noise is a heartbeat of a device that reports periodically: after three missed reports this throws LINK_SILENT. Where only noise comes, it
 * reports SensorDown with LINK_UNREADABLE until a readable item comes.
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
  // One that reports periodically is not proven to be alive before its first report.
  let isProven = reportIntervalSeconds === undefined;
  for await (const item of withHeartbeat(open, HEARTBEAT_MS, context)) {
    const at = clock.now();
    if (item !== HEARTBEAT) {
      const seen = decode(item, at);
      if (seen === undefined) {
        unreadable.add(textOf?.(item), clock.monotonicMs());
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
