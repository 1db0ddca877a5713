import { expect, test } from 'vitest';
import { mergeEncodedRows, parseWindow } from '../../../../src/app/gateway/window-codec.ts';
import type { CountRow } from '../../../../src/core/privacy/rows.ts';
import { shiftRowText } from '../../../../src/core/time/shift-row-text.ts';
import { closedWindow, createGate, MINUTE_MS, MORNING_MS } from '../../../support/stores/closed-windows.ts';
import { sampleWindow } from '../../../support/windows.ts';

test('windows that an earlier release stored without some of today’s lists can be shown all the same', () => {
  const { queues: _queues, feedback: _feedback, ...old } = sampleWindow(0, { doors: { front: [3, 1] } });
  expect(parseWindow(JSON.stringify(old))).toMatchObject({ queues: [], feedback: [] });
});

const count = (index: number, doors: Readonly<Record<string, readonly [number, number] | null>>, rev = 1) => {
  const window = closedWindow(MORNING_MS + index * MINUTE_MS, {
    doors,
    rev,
    store: { in: 1, out: 2, occupancy: index },
  });
  return (
    createGate()
      .pass(window)
      .map(({ row }) => JSON.stringify(row))[0] ?? ''
  );
};
const merge = (texts: readonly string[]) =>
  JSON.parse(
    mergeEncodedRows(texts, { start: MORNING_MS, durationMs: 15 * MINUTE_MS, revision: 3 }),
  ) as CountRow;

test('count rows add up to the longer row that replaces them; an unseen part makes no zero', () => {
  const merged = merge([count(0, { front: [3, 1] }), count(1, { front: null }), count(2, { front: [2, 2] })]);
  expect(merged).toMatchObject({ from: '2026-06-01T09:00:00Z', seconds: 900, rev: 3 });
  expect(merged.doors).toEqual([{ id: 'front', seenS: 120, in: 5, out: 3, err: 0.05, backfilled: 0 }]);
  expect(merged.store).toMatchObject({ seenS: 180, in: 3, out: 6, occupancy: 2 });
  expect(merge([count(0, { front: null })]).doors?.[0]).toMatchObject({ seenS: 0, in: null, out: null });
});

test('a row that was stamped by a wrong clock moves with all its times, and nothing else changes', () => {
  const text =
    '{"from":"2020-01-01T23:59:00Z","day":"2020-01-01","zones":[{"id":"a","since":"2020-01-01T23:00:00Z"}]}';
  const moved =
    '{"from":"2020-01-03T00:59:00Z","day":"2020-01-02","zones":[{"id":"a","since":"2020-01-03T00:00:00Z"}]}';
  expect(shiftRowText(text, 25 * 3_600_000)).toBe(moved.replace('"2020-01-02"', '"2020-01-02"'));
});
