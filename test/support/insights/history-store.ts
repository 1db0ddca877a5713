import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { parseIsoTime } from '../../../src/core/time/iso-time.ts';
import type { Commit, EventStore } from '../../../src/ports/event-store.ts';

/** A commit of windows, as a pipeline makes it. */
export function commitOf(windows: readonly WindowSummary[], atMs: number): Commit {
  return {
    ...{ rows: [], events: [], checkpoint: '{}', timeQuality: 'synced' as const },
    ...{ checkpointAt: atMs as EpochMs, monotonicMs: atMs, wallMs: atMs as EpochMs },
    windows: windows.map((window) => ({
      ...{ start: parseIsoTime(window.startAt) as EpochMs, durationMs: window.durationMs },
      ...{ revision: window.revision, payload: JSON.stringify(window) },
    })),
  };
}

/** What lives between pipeline and storage. */
interface Keeper extends Pick<EventStore, 'commit'> {
  work(nowMs: number): void;
}

/** Plays windows as a gateway would: an hour a commit, with enough ticks in between for the roll-ups. */
export function playWindows(keeper: Keeper, windows: readonly WindowSummary[]): void {
  const byHour = Map.groupBy(windows, ({ startAt }) => startAt.slice(0, 13));
  for (const hour of byHour.values()) {
    const last = hour.at(-1);
    if (last === undefined) continue;
    const endMs = parseIsoTime(last.startAt) + last.durationMs;
    keeper.commit(commitOf(hour, endMs));
    for (let tick = 0; tick < TICKS_PER_HOUR; tick += 1) keeper.work(endMs + tick);
  }
}

/** A day of 25 hours is summed up within the hour after it. */
const TICKS_PER_HOUR = 60;
