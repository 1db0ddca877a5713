import type { EpochMs } from '../../core/model/ids.ts';
import type { DesiredMessage, DesiredPhase } from '../../ports/messages/desired.ts';
import type { DesiredState } from './desired-state.ts';
import { hashDesired, NOTHING_DESIRED, readDesiredState, writeDesiredState } from './desired-state.ts';

interface PhaseDetails {
  readonly reason?: string | null;
  readonly until?: EpochMs | null;
  readonly proven?: boolean;
}

/** The state of remote settings. Each change is written to disk before the call returns. */
export class DesiredRecord {
  readonly #path: string;
  readonly #now: () => EpochMs;
  readonly #changed: () => void;
  /**
   * Whether this board had a state on disk at start. False on a new board: it first waits for the last report of the
   * board that it replaces. Otherwise it could apply old revisions again.
   */
  readonly isRemembered: boolean;
  #state: DesiredState;

  /** `changed` is called after each change of the state, so that a new report is published. */
  constructor(path: string, now: () => EpochMs, changed: () => void) {
    const state = readDesiredState(path);
    this.#path = path;
    this.#now = now;
    this.#changed = changed;
    this.isRemembered = state !== undefined;
    this.#state = state ?? NOTHING_DESIRED;
  }

  get state(): DesiredState {
    return this.#state;
  }

  update(change: Partial<DesiredState>): void {
    this.#state = { ...this.#state, ...change };
    writeDesiredState(this.#path, this.#state);
    this.#changed();
  }

  /** Records the phase of the newest document, and changes the state in the same write. */
  mark(
    { revision, id, settings }: DesiredMessage,
    phase: DesiredPhase,
    { reason = null, until = null, proven = false }: PhaseDetails,
    change: Partial<DesiredState> = {},
  ): void {
    const { newest } = this.#state;
    const hash = hashDesired(settings);
    const isSame = newest?.revision === revision && newest.phase === phase && newest.reason === reason;
    if (isSame && newest.until === until && Object.keys(change).length === 0) return;
    const since = isSame ? newest.since : this.#now();
    this.update({ ...change, newest: { revision, id, hash, phase, since, until, reason, proven } });
  }
}
