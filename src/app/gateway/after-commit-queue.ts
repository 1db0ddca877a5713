import type { Log } from '../../ports/log.ts';

/** What waits for the next commit, whose checkpoint knows of all that was observed before it. */
export class AfterCommitQueue {
  #waiting: (() => void)[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  wait(act: () => void): void {
    this.#waiting.push(act);
  }

  /** One that fails must not cost the others. */
  committed(): void {
    for (const act of this.#waiting.splice(0)) {
      try {
        act();
      } catch (error) {
        this.#log.error({ err: error }, 'what waited for a commit failed');
      }
    }
  }
}
