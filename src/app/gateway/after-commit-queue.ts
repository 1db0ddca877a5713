import type { Log } from '../../ports/log.ts';

/** Runs callbacks after the next commit, when the checkpoint includes all earlier observations. */
export class AfterCommitQueue {
  #waiting: (() => void)[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  wait(act: () => void): void {
    this.#waiting.push(act);
  }

  /** A callback that throws must not stop the others. */
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
