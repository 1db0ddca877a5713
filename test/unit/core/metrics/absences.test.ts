import { describe, expect, test } from 'vitest';
import {
  listAbsences,
  readAbsence,
  whyNoAbandoned,
  withAbsence,
} from '../../../../src/core/metrics/absences.ts';
import { BOUNDS, whyNoInterval } from '../../../../src/core/metrics/interval-reasons.ts';
import type { DoorId, LineId, SpaceId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { ZoneModel } from '../../../../src/core/model/store-model.ts';
import { MODEL, THRESHOLDS } from '../../../support/stores/store-model.ts';

const zone = (space: string, servedIn?: string): ZoneModel => ({
  ...{
    id: 'queue' as ZoneId,
    space: space as SpaceId,
    growBy: 0.3,
    thresholds: THRESHOLDS,
    sensors: [],
    polygon: [],
  },
  queue: servedIn === undefined ? {} : { servedIn: servedIn as ZoneId },
});

describe('a number that a layout cannot tell', () => {
  test('is how many gave up where no zone says who is served, or the line lies in a picture', () => {
    expect(whyNoAbandoned(zone('floor'))).toBe('no-counter');
    expect(whyNoAbandoned(zone('eye', 'till'))).toBe('no-floor');
    expect(whyNoAbandoned(zone('floor', 'till'))).toBeUndefined();
  });

  test('is listed before the first day, groups too where a door has no line on the floor plan', () => {
    const door = { id: 'front' as DoorId, sensors: [], lines: ['line' as LineId] };
    const store = { ...MODEL, lines: [], doors: [door], zones: [zone('eye', 'till')] };
    expect(listAbsences(store)).toEqual([
      { metric: 'store.groups', of: 'store', absence: 'no-line' },
      { metric: 'queue.abandoned', of: 'queue', absence: 'no-floor' },
    ]);
  });

  test('has its reason in the definition', () => {
    const definition = withAbsence('queue/2 stand=2000', 'abandoned', 'no-floor');
    expect(readAbsence(definition, 'abandoned')).toBe('no-floor');
    expect(readAbsence(definition, 'groups')).toBeUndefined();
    expect(readAbsence('queue/2 abandoned=other', 'abandoned')).toBeUndefined();
  });
});

test('every number of a queue has an interval or a reason', () => {
  expect(Object.keys(BOUNDS.queues).filter((field) => whyNoInterval('queues', field) !== undefined)).toEqual([
    'lengthMax',
    'waitPredictedMs',
  ]);
});
