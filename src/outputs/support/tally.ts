import type { OutputStatus } from '../../ports/output.ts';

/** State and counters of an output, shown in its status. */
export class Tally {
  sent = 0;
  dropped = 0;
  readonly #identity: Pick<OutputStatus, 'id' | 'type'>;
  #state: OutputStatus['state'] = 'waiting';
  #detail = 'not used yet';

  constructor({ id, type }: Pick<OutputStatus, 'id' | 'type'>) {
    this.#identity = { id, type };
  }

  /** Sets the state. Returns true when it changed, so that callers log an outage only at its start and end. */
  set(state: OutputStatus['state'], detail: string): boolean {
    const hasChanged = this.#state !== state;
    this.#state = state;
    this.#detail = detail;
    return hasChanged;
  }

  get status(): OutputStatus {
    const { sent, dropped } = this;
    return { ...this.#identity, state: this.#state, detail: this.#detail, sent, dropped };
  }
}
