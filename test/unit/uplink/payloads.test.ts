import { expect, test } from 'vitest';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { OutboxRow } from '../../../src/ports/event-store.ts';
import { strictMessage } from '../../../src/ports/messages/messages.ts';
import { encodeMessage, encodeRow, encodeState } from '../../../src/uplink/payloads.ts';
import { closedWindow, createGate, MORNING_MS } from '../../support/stores/closed-windows.ts';
import { IDENTITY } from '../../support/uplink/samples.ts';

const window = closedWindow(MORNING_MS, { doors: { front: [2, 1] }, store: { in: 2, out: 1, occupancy: 7 } });
const [passed] = createGate().pass(window);
const row: OutboxRow = {
  seq: 7,
  lane: 'count',
  bootId: 'boot-a',
  monotonicMs: 60_000,
  wallMs: (MORNING_MS + 60_000) as EpochMs,
  timeQuality: 'synced',
  window: { start: MORNING_MS as EpochMs, durationMs: 60_000, revision: 1 },
  payload: JSON.stringify(passed?.row),
};

test('rows leave as the contract says, and hold what the gate passed unchanged', () => {
  const text = encodeMessage(row, [encodeRow(row), encodeRow({ ...row, seq: 8 })]);
  const { rows, ...head } = strictMessage('count').parse(JSON.parse(text)) as { readonly rows: object[] };
  expect(head).toEqual({ v: 2, boot: 'boot-a' });
  expect(rows).toEqual([7, 8].map((seq) => ({ seq, clock: 'synced', ...passed?.row })));
});

test('an event is what the contract says', () => {
  const event = { ...row, lane: 'event' as const, payload: '{"kind":"StorageReset"}' };
  const message = strictMessage('event').parse(JSON.parse(encodeMessage(event, [encodeRow(event)])));
  expect(message).toMatchObject({
    rows: [{ seq: 7, at: '2026-06-01T09:01:00Z', event: { kind: 'StorageReset' } }],
  });
});

test('birth and will are what the contract says, and begin alike', () => {
  for (const state of ['online', 'offline'] as const) {
    const text = encodeState(state, IDENTITY, { since: '2026-06-01T09:00:00Z', waitingRows: 3 });
    expect(strictMessage('state').parse(JSON.parse(text))).toMatchObject({ v: 2, state, waitingRows: 3 });
  }
});
