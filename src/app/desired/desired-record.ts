import type { EpochMs } from '../../core/model/ids.ts';
import type { DesiredMessage, DesiredPhase } from '../../ports/messages/desired.ts';
import type { DesiredState } from './desired-state.ts';
import { hashDesired, NOTHING_DESIRED, readDesiredState, writeDesiredState } from './desired-state.ts';

interface PhaseDetails {
  readonly reason?: string | null;
  readonly until?: EpochMs | null;
  readonly proven?: boolean;
}

/** The state of remote settings on disk. Each step is on disk before the next begins. */
export class DesiredRecord {
  readonly #path: string;
  readonly #now: () => EpochMs;
  readonly #changed: () => void;
  /** False on a new board, which may replace one that had received documents. */
  readonly isRemembered: boolean;
  #state: DesiredState;

  /** `changed` is called when the report changes. */
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

  /** Records the result of the newest document, together with the state that belongs to it. */
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
