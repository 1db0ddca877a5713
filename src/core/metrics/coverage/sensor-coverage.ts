import type { SensorId } from '../../model/ids.ts';
import type { StoreModel } from '../../model/store-model.ts';
import { roundShare } from '../../statistics/round-share.ts';

/** Live share of a window of what needs all of these sensors: a number is only as well covered as the least of them. */
export type FindCoverage = (needed: readonly SensorId[]) => number;

export function findCoverage(
  model: StoreModel,
  window: { readonly liveMs: readonly number[] },
): FindCoverage {
  const live = new Map(
    model.sensors.map(({ id }, i) => [
      id,
      roundShare(Math.min(1, (window.liveMs[i] ?? 0) / model.windows.durationMs)),
    ]),
  );
  return (needed) => {
    let least = needed.length === 0 ? 0 : 1;
    for (const id of needed) least = Math.min(least, live.get(id) ?? 0);
    return least;
  };
}
