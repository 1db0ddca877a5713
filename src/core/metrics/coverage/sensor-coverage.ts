import type { EpochMs, SensorId } from '../../model/ids.ts';
import type { StoreModel } from '../../model/store-model.ts';
import { roundCoverage } from '../../statistics/round-share.ts';
import type { CountedTime } from './counted-time.ts';

/** Returns the coverage of a number that needs all these sensors: the lowest coverage among them. */
export type FindCoverage = (needed: readonly SensorId[]) => number;

interface LiveWindow {
  readonly start: EpochMs;
  readonly liveMs: readonly number[];
}

export function findCoverage(
  model: StoreModel,
  { start, liveMs }: LiveWindow,
  counted: CountedTime,
): FindCoverage {
  const { durationMs } = model.windows;
  const live = new Map(
    model.sensors.map(({ id }, i) => {
      const lostMs = counted.lostMs(id, start, start + durationMs);
      return [id, roundCoverage(((liveMs[i] ?? 0) - lostMs) / durationMs)];
    }),
  );
  return (needed) => {
    let least = needed.length === 0 ? 0 : 1;
    for (const id of needed) least = Math.min(least, live.get(id) ?? 0);
    return least;
  };
}
