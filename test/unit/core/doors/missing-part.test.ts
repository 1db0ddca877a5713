import { expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import { SensorLiveness } from '../../../../src/core/metrics/coverage/sensor-liveness.ts';
import { mergeWindows } from '../../../../src/core/metrics/merging/merge-windows.ts';
import { WindowAggregator } from '../../../../src/core/metrics/window-aggregator.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { parseIsoTime } from '../../../../src/core/time/iso-time.ts';
import { counterModel } from '../../../support/sensor-models.ts';
import { MODEL } from '../../../support/stores/store-model.ts';

const START = Date.UTC(2026, 0, 5, 9) as EpochMs;
const MINUTES = 60;

/**
 * An hour at a door with so many parts. A person a minute passes each part in both directions. Some parts never answer.
 */
function playHour(parts: number, silent: number): WindowSummary[] {
  const ids = Array.from({ length: parts }, (_, i) => `part-${i}` as SensorId);
  const door = { id: 'door' as DoorId, sensors: ids, lines: [], parts: ids };
  const model: StoreModel = { ...MODEL, sensors: ids.map(counterModel), lines: [], doors: [door] };
  const summaries: WindowSummary[] = [];
  const windows = new WindowAggregator(model, { summary: (summary) => summaries.push(summary) });
  windows.begin(START);
  const liveness = new SensorLiveness(model.sensors, (place, from, to) => windows.live(place, from, to));
  const doors = new DoorTracker(model, (fact) => windows.record(fact));
  for (let second = 0; second <= 60 * (MINUTES + 2); second += 5) {
    const at = (START + 1_000 * second) as EpochMs;
    const passed = second % 60 === 30 && second < 60 * MINUTES ? 1 : 0;
    for (const sensor of ids.slice(silent)) {
      liveness.proof(sensor, at);
      doors.observe({ kind: 'CounterRead', sensor, at, mode: 'delta', entered: passed, left: passed });
    }
    doors.advance(at);
    windows.advance(at);
  }
  return summaries.filter(({ startAt }) => parseIsoTime(startAt) < START + 60_000 * MINUTES);
}

test('a door of which some parts never answered is covered by the others, and its interval holds who passed all', () => {
  for (const [parts, silent] of [
    [2, 1],
    [3, 1],
    [3, 2],
  ] as const) {
    const windows = playHour(parts, silent);
    expect(windows).toHaveLength(MINUTES);
    for (const summary of [...windows.slice(1), mergeWindows(windows)]) {
      const [door] = summary.doors;
      const minutes = summary.durationMs / 60_000;
      expect(door?.coverage).toBeCloseTo((parts - silent) / parts, 1);
      expect(door?.in).toBe((parts - silent) * minutes);
      expect(door?.inHigh).toBeGreaterThanOrEqual(parts * minutes);
      expect(door?.outHigh).toBeGreaterThanOrEqual(parts * minutes);
    }
  }
});
