import { describe, expect, test } from 'vitest';
import { DOOR_MERGE } from '../../../../../src/core/metrics/door-metrics.ts';
import { summarizeDwell } from '../../../../../src/core/metrics/dwell-summary.ts';
import { mergeWindows } from '../../../../../src/core/metrics/merging/merge-windows.ts';
import { SHOPFRONT_MERGE } from '../../../../../src/core/metrics/shopfront-metrics.ts';
import { STORE_MERGE } from '../../../../../src/core/metrics/store-metrics.ts';
import { ZONE_MERGE } from '../../../../../src/core/metrics/zone-metrics.ts';
import type {
  DoorSummary,
  ShopfrontSummary,
  StoreSummary,
  WindowSummary,
  ZoneSummary,
} from '../../../../../src/core/model/window-summary.ts';
import { isoTime } from '../../../../../src/core/time/iso-time.ts';
import { createRandom } from '../../../../support/random.ts';
import { unknownGroup } from '../../../../support/unknown-group.ts';

/** One minute with the given dwell times in its one zone; null for a minute without a camera. */
function minute(index: number, dwellsMs: readonly number[] | null): WindowSummary {
  const coverage = dwellsMs === null ? 0 : 1;
  const count = dwellsMs === null ? null : dwellsMs.length;
  const passings = { coverage, n: count, definition: 'x/1', in: count, out: count };
  return {
    startAt: isoTime(index * 60_000),
    durationMs: 60_000,
    revision: 1,
    partial: false,
    sensors: [{ sensor: 'camera-1', type: 'camera', coverage }],
    zones: [
      {
        ...unknownGroup<ZoneSummary>(ZONE_MERGE),
        zone: 'table',
        coverage,
        n: count,
        definition: 'zone/1',
        entries: count,
        exits: count,
        visits: count,
        engaged: count,
        presenceMs: dwellsMs?.reduce((sum, ms) => sum + ms, 0) ?? null,
        peopleMax: count,
        dwell: summarizeDwell((dwellsMs ?? []).map((dwellMs) => ({ dwellMs }))),
      },
    ],
    lines: [],
    doors: [
      {
        ...unknownGroup<DoorSummary>(DOOR_MERGE),
        door: 'front',
        ...passings,
        errorShare: 0.02,
        restored: 0,
      },
    ],
    queues: [],
    journeys: [],
    feedback: [],
    trolleys: [],
    trolleyJourneys: [],
    products: [],
    radios: [],
    store: {
      ...unknownGroup<StoreSummary>(STORE_MERGE),
      coverage,
      n: count,
      definition: 'store/1',
      entries: count,
      exits: count,
      occupancy: index,
      occupancyLow: index,
      occupancyHigh: index,
      transactions: count,
      groups: count,
      restored: 0,
    },
    shopfront: {
      ...unknownGroup<ShopfrontSummary>(SHOPFRONT_MERGE),
      coverage,
      n: count,
      definition: 'shopfront/1',
      passersBy: count,
    },
    visits: [],
    returning: [],
  };
}

describe('merged windows', () => {
  test('add counts up exactly, take the greatest of the greatest, and the last occupancy', () => {
    const merged = mergeWindows([minute(0, [1000, 2000]), minute(1, [3000]), minute(2, [])]);
    expect(merged).toMatchObject({ startAt: isoTime(0), durationMs: 180_000 });
    expect(merged.zones[0]).toMatchObject({ coverage: 1, entries: 3, presenceMs: 6_000, peopleMax: 2, n: 3 });
    expect(merged.zones[0]?.dwell).toMatchObject({ n: 3, sumMs: 6_000, maxMs: 3_000 });
    expect(merged.doors[0]).toMatchObject({ in: 3, out: 3 });
    expect(merged.doors[0]).toMatchObject({ errorShare: 0.02, inLow: 2, inHigh: 4 });
    expect(merged.store).toMatchObject({ entries: 3, occupancy: 2, conversion: 1, conversionPerGroup: 1 });
    expect(merged.shopfront).toMatchObject({ passersBy: 3, captureRate: 0.5, captureLow: 0.3653 });
  });

  test('an outage lowers the coverage and is not added as zero', () => {
    const merged = mergeWindows([minute(0, [1000]), minute(1, null), minute(3, [])]);
    expect(merged.zones[0]).toMatchObject({ coverage: 0.5, entries: 1 });
    expect(mergeWindows([minute(0, null), minute(1, null)]).zones[0]).toMatchObject({
      coverage: 0,
      entries: null,
    });
  });

  test('merging in steps gives what merging at once gives', () => {
    const random = createRandom(3);
    const minutes = Array.from({ length: 60 }, (_, i) =>
      minute(
        i,
        i % 7 === 3 ? null : Array.from({ length: Math.floor(random() * 4) }, () => random() * 60_000),
      ),
    );
    const quarters = [0, 15, 30, 45].map((from) => mergeWindows(minutes.slice(from, from + 15)));
    const inSteps = mergeWindows(quarters);
    const atOnce = mergeWindows(minutes);
    expect(inSteps.zones[0]?.dwell?.bins).toEqual(atOnce.zones[0]?.dwell?.bins);
    expect(inSteps.zones[0]?.entries).toBe(atOnce.zones[0]?.entries);
    expect(inSteps.zones[0]?.coverage).toBeCloseTo(atOnce.zones[0]?.coverage ?? 0, 3);
  });

  test('the median of merged bins is within five percent of the exact one', () => {
    const random = createRandom(5);
    const dwells = Array.from({ length: 900 }, () => 2_000 + 200_000 * random() ** 3);
    const merged = mergeWindows(
      Array.from({ length: 15 }, (_, i) => minute(i, dwells.slice(i * 60, i * 60 + 60))),
    );
    const exact = summarizeDwell(dwells.map((dwellMs) => ({ dwellMs })));
    const ratio = (key: 'medianMs' | 'p90Ms') => (merged.zones[0]?.dwell?.[key] ?? 0) / (exact?.[key] ?? 1);
    expect(Math.abs(ratio('medianMs') - 1)).toBeLessThan(0.05);
    expect(Math.abs(ratio('p90Ms') - 1)).toBeLessThan(0.05);
  });
});
