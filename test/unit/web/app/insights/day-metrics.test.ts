import { expect, test } from 'vitest';
import { returningSums } from '../../../../../src/web/app/insights/day-metrics.ts';
import { sampleWindow } from '../../../../support/windows.ts';

const DAY = {
  fromAt: '2026-01-04T23:00:00.000Z',
  toAt: '2026-01-05T23:00:00.000Z',
  ...{ coverage: 0.9, definition: 'returning/1 buckets=2048', n: 812, radiosLow: 770, radiosHigh: 855 },
};

test('shows yesterday’s repeat visitors with their interval, and not where they are off', () => {
  const known = { ...DAY, share: 0.214, shareLow: 0.17, shareHigh: 0.26 };
  expect(returningSums({ ...sampleWindow(0, {}), returning: [known] })).toMatchObject([
    { word: 'cameAgain', text: '21.4 %', interval: '17.0 % – 26.0 %', coverage: 0.9, n: 812 },
    { word: 'radiosOfDay', text: '812', interval: '770 – 855' },
  ]);
  expect(returningSums(sampleWindow(0, {}))).toEqual([]);
});

test('a share that is not known is none, not zero', () => {
  const first = { ...DAY, share: null, shareLow: null, shareHigh: null };
  const [again] = returningSums({ ...sampleWindow(0, {}), returning: [first] });
  expect(again).toMatchObject({ word: 'cameAgain', text: undefined });
  expect(again).not.toHaveProperty('interval');
});
