import type { EpochMs, Json } from '../../../core/model/ids.ts';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { EventStore } from '../../../ports/event-store.ts';
import type { Log } from '../../../ports/log.ts';
import { parseWindow } from '../window-codec.ts';

/**
 * Version of the checkpoint's format. Increase it when older checkpoints can no longer be read: they are then ignored.
 */
export const CHECKPOINT_VERSION = 7;

interface Saved {
  readonly version: number;
  readonly engine: Json;
  readonly egress: Json;
}

export interface SavedCheckpoint extends Omit<Saved, 'version'> {
  /** Hash of the definitions and settings (the message `meaning`) that applied when the checkpoint was saved. */
  readonly def: Json | undefined;
  readonly at: EpochMs;
}

/** Reads the checkpoint. Returns undefined when there is none, or when it has another version. */
export function readCheckpoint(store: Pick<EventStore, 'checkpoint'>, log: Log): SavedCheckpoint | undefined {
  const checkpoint = store.checkpoint();
  if (checkpoint === undefined) return undefined;
  try {
    const { version, engine, egress } = JSON.parse(checkpoint.text) as Saved;
    if (version !== CHECKPOINT_VERSION) throw new RangeError(`checkpoint of version ${version}`);
    return { engine, egress, def: (egress as { readonly def?: Json }).def, at: checkpoint.at };
  } catch (error) {
    log.warn({ err: error }, 'the last checkpoint cannot be used: open visits start anew');
    return undefined;
  }
}

/** Age of the stored windows that show which doors counted, in ms. Windows of a closed store show it too. */
const RECALLED_MS = 48 * 3_600_000;

/**
 * Returns the doors that counted in the last two days, from the stored windows. Needed for a start without a
 * checkpoint.
 */
export function findCountedDoors(store: Pick<EventStore, 'windows'>, now: EpochMs): ReadonlySet<string> {
  const windows = store.windows((now - RECALLED_MS) as EpochMs, now);
  const doors = windows.flatMap(({ payload }) => readDoors(payload));
  return new Set(doors.filter(({ coverage }) => coverage > 0).map(({ door }) => door));
}

/** Returns no doors for a damaged window, so that the gateway starts nevertheless. */
function readDoors(payload: string): WindowSummary['doors'] {
  try {
    return parseWindow(payload).doors;
  } catch {
    return [];
  }
}
