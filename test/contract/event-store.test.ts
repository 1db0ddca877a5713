import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../src/core/model/ids.ts';
import type { Commit, EventStore } from '../../src/ports/event-store.ts';
import { openFailoverStore } from '../../src/storage/open-failover-store.ts';
import type { SqliteEventStoreOptions } from '../../src/storage/sqlite-event-store.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { openMemoryStore } from '../support/storage/memory-store.ts';
import { NO_SEQS, START, STILL_CLOCK, sampleCommit, sampleRow } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';

const MAX_BYTES = 8 * 1024 * 1024;
const shiftRow = (window: string, deltaMs: number): string => JSON.stringify({ window, deltaMs });
const FOREVER = [0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs] as const;

const onDisk = (): SqliteEventStoreOptions => ({
  directory: tempDir(),
  maxBytes: MAX_BYTES,
  bootId: 'boot-a',
  clock: STILL_CLOCK,
  shiftRow,
});

const IMPLEMENTATIONS: readonly (readonly [string, () => Promise<EventStore>])[] = [
  ['memory', async () => openMemoryStore({ bootId: 'boot-a', maxBytes: MAX_BYTES, shiftRow })],
  ['sqlite', () => openSqliteEventStore(onDisk())],
  ['sqlite with memory behind it', () => openFailoverStore(onDisk())],
];

describe.each(IMPLEMENTATIONS)('event store on %s', (_name, open) => {
  const seqsOf = (store: EventStore, order: 'newest-first' | 'oldest-first', limit = 100): number[] =>
    store.pending(order, limit, NO_SEQS).map(({ seq }) => seq);

  test('a new store is empty', async () => {
    const store = await open();
    expect(store.checkpoint()).toBeUndefined();
    expect(seqsOf(store, 'oldest-first')).toEqual([]);
    expect(store.status()).toMatchObject({ outboxRows: 0, oldestSeq: null, newestSeq: 0, writable: true });
    store.close();
  });

  test('roll-ups are kept by kind and day, and a later window of the day makes them stale', async () => {
    const store = await open();
    const [start, end] = [START as EpochMs, (START + 3_600_000) as EpochMs];
    const rollUps = (['day', 'hours'] as const).map((kind) => ({
      kind,
      start,
      end,
      payload: `{"${kind}":1}`,
    }));
    store.commit({ ...sampleCommit(0), rollUps });
    expect(store.rollUps('day', start, end)).toEqual([{ ...rollUps[0], isStale: false }]);
    expect(store.rollUps('hours', start, end)).toEqual([{ ...rollUps[1], isStale: false }]);
    expect(store.rollUps('day', end, FOREVER[1])).toEqual([]);
    const late = { start, durationMs: 60_000, revision: 2, payload: '{}' };
    store.commit({ ...sampleCommit(1), windows: [{ ...late, start: end }] });
    expect(store.rollUps('day', start, end)[0]?.isStale).toBe(false);
    store.commit({ ...sampleCommit(2), windows: [late] });
    expect(store.rollUps('day', start, end)[0]?.isStale).toBe(true);
    store.commit({ ...sampleCommit(3), rollUps: [{ kind: 'day', start, end, payload: '{"day":2}' }] });
    expect(store.rollUps('day', start, end)).toEqual([
      { ...rollUps[0], payload: '{"day":2}', isStale: false },
    ]);
    store.close();
  });

  test('a commit shows in the ring, in the outbox and as checkpoint', async () => {
    const store = await open();
    const commit = sampleCommit(0, { events: ['{"kind":"alarm"}'] });
    store.commit(commit);
    expect(store.rows(...FOREVER)).toEqual(commit.rows.map(({ lane: _lane, ...row }) => row));
    expect(store.checkpoint()).toEqual({ at: commit.checkpointAt, text: commit.checkpoint });
    const { payload, lane: _, ...window } = sampleRow(0, { payload: commit.rows[0]?.payload ?? '' });
    const origin = { bootId: 'boot-a', monotonicMs: 60_000, wallMs: commit.wallMs, timeQuality: 'synced' };
    expect(store.pending('oldest-first', 10, NO_SEQS)).toEqual([
      { seq: 1, lane: 'count', ...origin, window, payload },
      {
        seq: 2,
        lane: 'event',
        ...origin,
        window: { start: commit.wallMs, durationMs: 0, revision: 0 },
        payload: '{"kind":"alarm"}',
      },
    ]);
    store.close();
  });

  test('refuses a window that did not pass the egress gate, even if its type fits', async () => {
    const store = await open();
    const { start, durationMs, revision, payload } = sampleRow(0);
    const forged = { start, durationMs, revision, payload };
    // @ts-expect-error: only the gate makes records that may leave.
    const commit: Commit = sampleCommit(0, { rows: [forged] });
    expect(() => store.commit(commit)).toThrow(/only rows that passed the egress gate/);
    expect(store.pending('oldest-first', 10, NO_SEQS)).toEqual([]);
    store.close();
  });

  test('keeps the last checkpoint of any length', async () => {
    const store = await open();
    for (const [index, text] of ['short', 'x'.repeat(100_000), '{"ü":"✓"}'].entries()) {
      store.commit(sampleCommit(index, { checkpoint: text }));
      expect(store.checkpoint()?.text).toBe(text);
    }
    store.close();
  });

  test('pending goes by number from either end, within the limit and past what is excluded', async () => {
    const store = await open();
    for (let index = 0; index < 5; index += 1) store.commit(sampleCommit(index));
    expect(seqsOf(store, 'oldest-first', 2)).toEqual([1, 2]);
    expect(seqsOf(store, 'newest-first', 2)).toEqual([5, 4]);
    expect(store.pending('oldest-first', 2, new Set([1, 3])).map(({ seq }) => seq)).toEqual([2, 4]);
    store.close();
  });

  test('acknowledged rows leave the outbox and stay in the ring', async () => {
    const store = await open();
    for (let index = 0; index < 3; index += 1) store.commit(sampleCommit(index));
    store.acknowledge([2, 99]);
    expect(seqsOf(store, 'oldest-first')).toEqual([1, 3]);
    expect(store.rows(...FOREVER)).toHaveLength(3);
    expect(store.status()).toMatchObject({ outboxRows: 2, oldestSeq: 1, newestSeq: 3 });
    store.close();
  });

  test('every revision is sent, the ring shows the highest', async () => {
    const store = await open();
    store.commit(sampleCommit(0));
    const second = sampleRow(0, { revision: 2, payload: '{"second":true}' });
    store.commit(sampleCommit(1, { rows: [second] }));
    expect(seqsOf(store, 'oldest-first')).toEqual([1, 2]);
    const { lane: _, ...newest } = second;
    expect(store.rows(...FOREVER)).toEqual([newest]);
    store.close();
  });

  test('windows of the engine stay on the device: the highest revision shows, and none is sent', async () => {
    const store = await open();
    const { lane: _, ...first } = sampleRow(0, { payload: '{"first":true}' });
    const second = { ...first, revision: 2, payload: '{"second":true}' };
    store.commit(sampleCommit(0, { windows: [first] }));
    store.commit(sampleCommit(1, { windows: [second] }));
    expect(store.windows(...FOREVER)).toEqual([second]);
    expect(seqsOf(store, 'oldest-first')).toEqual([1, 2]);
    store.close();
  });

  test('the ring answers by time, both lengths of window among them', async () => {
    const store = await open();
    store.commit(sampleCommit(2, { rows: [sampleRow(2), sampleRow(0), sampleRow(1)] }));
    store.commit(sampleCommit(3, { rows: [sampleRow(0, { durationMs: 900_000 })] }));
    const found = store.rows(START, (START + 120_000) as EpochMs);
    expect(found.map(({ start, durationMs }) => [start - START, durationMs])).toEqual([
      [0, 60_000],
      [0, 900_000],
      [60_000, 60_000],
    ]);
    store.close();
  });

  test('a parked row is counted and does not come back', async () => {
    const store = await open();
    store.commit(sampleCommit(0));
    store.commit(sampleCommit(1));
    store.park(1, 'refused');
    expect(seqsOf(store, 'oldest-first')).toEqual([2]);
    expect(store.status()).toMatchObject({ parkedRows: 1, outboxRows: 1 });
    store.close();
  });

  test('what the ring still holds can be sent again', async () => {
    const store = await open();
    for (let index = 0; index < 5; index += 1) store.commit(sampleCommit(index));
    store.acknowledge([1, 2, 3, 4, 5]);
    expect(store.requeue(2, 3)).toEqual({ rows: 2, missing: [] });
    expect(store.requeue(100, 200)).toEqual({ rows: 0, missing: [] });
    expect(seqsOf(store, 'oldest-first')).toEqual([2, 3]);
    store.close();
  });

  test('rows of this boot are re-stamped in portions when the clock turns out to be wrong (F15)', async () => {
    const store = await open();
    const sixYearsMs = 6 * 365 * 86_400_000;
    for (let index = 0; index < 5; index += 1) {
      store.commit(sampleCommit(index, { timeQuality: 'unsynced' }));
    }
    store.commit(sampleCommit(5));
    store.acknowledge([1, 2, 3, 4, 5, 6]);
    expect(store.restamp(sixYearsMs, 3)).toBe(2);
    expect(store.restamp(sixYearsMs, 3)).toBe(0);
    expect(store.restamp(sixYearsMs, 3)).toBe(0);
    const rows = store.pending('oldest-first', 10, NO_SEQS);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(rows.map(({ timeQuality }) => timeQuality))).toEqual(new Set(['synced']));
    expect(rows[0]?.window.start).toBe(START + sixYearsMs);
    expect(rows[0]?.payload).toContain(`"deltaMs":${sixYearsMs}`);
    const starts = store.rows(...FOREVER).map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts).toHaveLength(6);
    store.close();
  });

  test('a full ring drops the oldest windows, no alarm, and says exactly how many (F5)', async () => {
    const store = await open();
    const payload = (): string => randomBytes(45_000).toString('base64');
    const commits = 300;
    for (let index = 0; index < commits; index += 1) {
      const events = index % 50 === 0 ? [`{"alarm":${index}}`] : [];
      store.commit(sampleCommit(index, { rows: [sampleRow(index, { payload: payload() })], events }));
    }
    const { droppedRows, outboxRows, sizeBytes, maxBytes } = store.status();
    expect(droppedRows).toBeGreaterThan(0);
    expect(droppedRows + outboxRows).toBe(commits + 6);
    expect(sizeBytes).toBeLessThanOrEqual(maxBytes);
    const rows = store.pending('oldest-first', 1000, NO_SEQS);
    expect(rows).toHaveLength(outboxRows);
    expect(rows.filter(({ lane }) => lane === 'event')).toHaveLength(6);
    const kept = rows.filter(({ lane }) => lane === 'count').map(({ window }) => window.start);
    expect(kept.at(-1)).toBe(START + (commits - 1) * 60_000);
    expect(kept[0]).toBe(START + (commits - kept.length) * 60_000);
    const gaps = store.gaps();
    expect(gaps.reduce((sum, gap) => sum + (gap.rows ?? 0), 0)).toBe(droppedRows);
    expect(gaps.every(({ reason }) => reason === 'dropped')).toBe(true);
    store.close();
  });
});
