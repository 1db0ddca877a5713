import { expect, test } from 'vitest';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { eventMessage, statusMessage, summaryMessage } from '../../../src/ports/contract.ts';
import type { OutboxRow } from '../../../src/ports/event-store.ts';
import { encodeMessage, encodeRow, encodeStatus, messageKey } from '../../../src/uplink/payloads.ts';
import { IDENTITY } from '../../support/uplink-samples.ts';

const start = Date.UTC(2026, 5, 1) as EpochMs;
const passings = { coverage: 0, definition: 'store/1', n: null };
const window = {
  startAt: new Date(start).toISOString(),
  durationMs: 60_000,
  revision: 1,
  partial: false,
  ...{ sensors: [], zones: [], lines: [], doors: [] },
  store: {
    ...passings,
    ...{ entries: null, exits: null, occupancy: null, occupancyLow: null, occupancyHigh: null },
  },
};
const row: OutboxRow = {
  seq: 7,
  lane: 'summary',
  bootId: 'boot-a',
  monotonicMs: 60_000,
  wallMs: (start + 60_000) as EpochMs,
  timeQuality: 'synced',
  window: { start, durationMs: 60_000, revision: 1 },
  payload: JSON.stringify(window),
};

test('a summary is what the contract says, and holds the window unchanged', () => {
  const text = encodeMessage(row, [encodeRow(row, 'gw-1'), encodeRow({ ...row, seq: 8 }, 'gw-1')], IDENTITY);
  const { windows, ...head } = JSON.parse(text) as { windows: { window: object }[] };
  expect(head).toMatchObject({ tenant: 'acme', store: 'berlin-1', gateway: 'gw-1', bootId: 'boot-a' });
  expect(windows.map(({ window: own }) => own)).toEqual([window, window]);
  const { issues } = summaryMessage.safeParse(JSON.parse(text)).error ?? { issues: [] };
  // Windows may gain groups; the envelope is this module's.
  expect(issues.filter(({ path }) => path[2] !== 'window')).toEqual([]);
});

test('an event is what the contract says', () => {
  const event = { ...row, lane: 'event' as const, payload: '{"kind":"StorageReset"}' };
  const text = encodeMessage(event, [encodeRow(event, 'gw-1')], IDENTITY);
  expect(eventMessage.parse(JSON.parse(text)).events[0]).toMatchObject({
    seq: 7,
    event: { kind: 'StorageReset' },
  });
});

test('birth and will are what the contract says, and begin alike', () => {
  for (const state of ['online', 'offline'] as const) {
    const message = JSON.parse(encodeStatus(state, IDENTITY, new Date(start).toISOString())) as object;
    expect(statusMessage.parse(message)).toMatchObject({ state, since: new Date(start).toISOString() });
  }
});

test('a key is the same for the same row, and tells boots without the time apart', () => {
  expect(messageKey(row, 'gw-1')).toBe(`gw-1/${start}/60000/1`);
  expect(messageKey({ ...row, seq: 99 }, 'gw-1')).toBe(messageKey(row, 'gw-1'));
  expect(messageKey({ ...row, timeQuality: 'unsynced' }, 'gw-1')).toBe(`gw-1/${start}/60000/1/boot-a`);
  expect(messageKey({ ...row, lane: 'event' }, 'gw-1')).toBe('gw-1/event/7');
});
