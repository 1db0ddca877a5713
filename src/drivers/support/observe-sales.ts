import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SaleMade, SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import { observeItems } from './observe-items.ts';

/** Largest number of transactions in one message or file. A larger number is an error of the till. */
const MAX_TRANSACTIONS = 100_000;

/**
 * Checks a number of transactions. Undefined when it is invalid. With 0, the result is only a heartbeat and no sale.
 */
export function decodeCount(transactions: unknown, sensor: SensorId, at: EpochMs): SaleMade | undefined {
  const isCount = Number.isSafeInteger(transactions) && Number(transactions) >= 0;
  if (!isCount || Number(transactions) > MAX_TRANSACTIONS) return undefined;
  return { kind: 'SaleMade', sensor, at, transactions: Number(transactions) };
}

/** Yields observations from a link that yields numbers of transactions. */
export function observeSales(
  open: (signal: AbortSignal) => AsyncIterable<number>,
  context: { readonly sensor: SensorId; readonly clock: Clock; readonly signal: AbortSignal },
  reportIntervalSeconds: number | undefined,
): AsyncIterable<SensorObservation> {
  const decode = (count: number, at: EpochMs) => decodeCount(count, context.sensor, at);
  return observeItems({ open, decode, context, reportIntervalSeconds });
}
