import type { EpochMs, Json } from '../../../core/model/ids.ts';
import type { EventStore } from '../../../ports/event-store.ts';
import type { Log } from '../../../ports/log.ts';

/** Increase it when older checkpoints can no longer be read. They are then ignored. */
export const CHECKPOINT_VERSION = 7;

interface Saved {
  readonly version: number;
  readonly engine: Json;
  readonly egress: Json;
}

export interface SavedCheckpoint extends Omit<Saved, 'version'> {
  /** Hash of the definition under which the checkpoint was counted. */
  readonly def: Json | undefined;
  readonly at: EpochMs;
}

/** Returns undefined when there is no checkpoint, or none of this version. */
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
