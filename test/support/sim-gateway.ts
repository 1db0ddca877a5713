import type { Log } from '../../src/ports/log.ts';
import type { EventStore } from '../../src/ports/store.ts';

/** Takes everything and keeps nothing: for runs whose summaries are listened to. */
export function memoryStore(): EventStore {
  return {
    commit: () => undefined,
    checkpoint: () => undefined,
    pending: () => [],
    acknowledge: () => undefined,
    park: () => undefined,
    requeue: () => ({ rows: 0, missing: [] }),
    restamp: () => 0,
    gaps: () => [],
    windows: () => [],
    status: () => ({
      sizeBytes: 0,
      maxBytes: 0,
      outboxRows: 0,
      oldestSeq: null,
      newestSeq: 0,
      droppedRows: 0,
      parkedRows: 0,
      coarsenedRows: 0,
      damagedRows: 0,
      detail: '',
      written: { bytes: null, syncs: 0, commits: 0 },
      slowestCommitMs: 0,
      writable: true,
    }),
    close: () => undefined,
  };
}

export const silentLog: Log = {
  child: () => silentLog,
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
