import { expect, test } from 'vitest';
import type { InsightsView } from '../../../../../src/core/insights/insights-view.ts';
import type { StoreView } from '../../../../../src/ports/console/console.ts';
import { listCsv } from '../../../../../src/web/app/insights/export-csv.ts';

const SHOP: StoreView = {
  store: { id: 's', name: 'S', timezone: 'UTC' },
  ...{ spaces: [], lines: [], doors: [], walls: [], places: [], cameras: [], sensors: [], removed: [] },
  zones: [{ id: 'evil', name: '=cmd()', space: 'floor', polygon: [], queue: false, serves: false }],
};
const VIEW: InsightsView = {
  ...{ kind: 'day', against: 'usual', from: '2026-06-01', to: '2026-06-01', startMs: 0, endMs: 7_200_000 },
  ...{
    knownToMs: 7_200_000,
    minimumCount: 5,
    steps: [0, 3_600_000],
    comparedToMs: 7_200_000,
    passing: [],
    usualEntries: [null, null],
    hours: [],
  },
  figures: {
    'visits@evil': { value: 3, low: null, high: null, coverage: 0.5, n: 3, definition: 'zone/1 a,b' },
  },
  series: { 'visits@evil': { value: [3, null], seen: [1, 0] } },
  ...{ usual: {}, dwell: {}, journeys: [], trolleyJourneys: [], dark: [], changes: [] },
  visitLengths: { upToMs: [], shares: [] },
};

test('numbers come with unit, share seen and definition; an hour that was not seen has none, and a name is no formula', () => {
  expect(listCsv({ view: VIEW, shop: SHOP }).split('\r\n')).toEqual([
    'number,of,from,to,value,low,high,unit,seen,events,definition,usual,id',
    'Visits,"\'=cmd()",1970-01-01T00:00:00.000Z,1970-01-01T02:00:00.000Z,3,,,count,0.5,3,"zone/1 a,b",,visits@evil',
    'Visits,"\'=cmd()",1970-01-01T00:00:00.000Z,1970-01-01T01:00:00.000Z,3,,,count,1,,"zone/1 a,b",,visits@evil',
    'Visits,"\'=cmd()",1970-01-01T01:00:00.000Z,1970-01-01T02:00:00.000Z,,,,count,0,,"zone/1 a,b",,visits@evil',
  ]);
});
