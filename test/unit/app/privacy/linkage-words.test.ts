import { expect, test } from 'vitest';
import { benchModel } from '../../../../scripts/benchmarks/privacy/store-facts.ts';
import { findVisitsADay } from '../../../../src/app/gateway/visits-a-day.ts';
import { createModelEgress } from '../../../../src/app/privacy/create-egress-gate.ts';
import { linkageWords } from '../../../../src/app/privacy/linkage-words.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { EgressSettings } from '../../../../src/core/privacy/egress-gate.ts';
import { openMemoryStore } from '../../../support/storage/memory-store.ts';
import { sampleCommit, sampleRow } from '../../../support/storage/storage-samples.ts';

const HOURLY: EgressSettings = { minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' };
const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 5, 8);

test('the row of the nearest store and of the minimum count in force is told', () => {
  expect(linkageWords(HOURLY, 260)).toMatch(/about 260 visits a day\..*of about 300 visits a day: 13 times/);
  expect(linkageWords({ ...HOURLY, minimumCount: 12 }, 90)).toContain('of about 120 visits a day: 11 times');
  expect(linkageWords({ ...HOURLY, indoorEvery: 'day' }, 1_000)).toContain('1500 visits a day: 10 times');
});

test('what was not measured is not told as if it were', () => {
  expect(linkageWords(HOURLY, 20)).toContain('easier than said here');
  expect(linkageWords({ ...HOURLY, minimumCount: 3 }, 300)).toContain('not measured');
  expect(linkageWords(HOURLY, undefined)).toMatch(/not known.*120 visits.*300 visits.*1500 visits/);
});

test('visits a day are those of days with visitors; none are known before', async () => {
  const store = openMemoryStore({ bootId: 'b', maxBytes: 1e9 });
  expect(await findVisitsADay(store, NOW_MS)).toBeUndefined();
  // Two days of three were open.
  for (const [day, entries] of [
    [1, 40],
    [2, 0],
    [3, 80],
  ] as const) {
    const start = (NOW_MS - day * 24 * HOUR_MS + 12 * HOUR_MS) as EpochMs;
    const payload = JSON.stringify({ store: { seenS: 60, in: entries } });
    store.commit({ ...sampleCommit(day), rows: [sampleRow(day, { start, payload })] });
  }
  expect(await findVisitsADay(store, NOW_MS)).toBe(60);
});

test('opening hours are part of what the numbers mean', () => {
  const store = { timezone: 'Europe/Berlin', hours: { opens: '09:00', closes: '20:00' } };
  expect(createModelEgress({ privacy: HOURLY, store }, benchModel(1)).meaning.hours).toEqual([
    '09:00',
    '20:00',
  ]);
  const { meaning } = createModelEgress({ privacy: HOURLY, store: { timezone: 'UTC' } }, benchModel(1));
  expect(meaning.hours).toBeNull();
});
