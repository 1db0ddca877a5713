import { expect, test } from 'vitest';
import { describeMetric, withCountedDoors } from '../../../../src/core/forecast/forecast-metrics.ts';
import type { DoorId } from '../../../../src/core/model/ids.ts';
import { MODEL } from '../../../support/stores/store-model.ts';

test('a new door changes what the forecast counts once it counts, not before', () => {
  const model = { ...MODEL, doors: [...MODEL.doors, { id: 'new' as DoorId, sensors: [], lines: [] }] };
  const textWith = (since: number | null) => {
    const doors = [
      { door: 'front', since: 5, sources: [] },
      { door: 'new', since, sources: [] },
    ];
    return describeMetric({ kind: 'entries' }, withCountedDoors(model, doors));
  };
  const before = describeMetric({ kind: 'entries' }, MODEL);
  expect(textWith(null)).toBe(before);
  expect(textWith(9)).not.toBe(before);
  expect(withCountedDoors(model, [{ door: 'front', since: null, sources: [] }])).toBe(model);
});
