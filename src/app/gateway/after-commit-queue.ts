import type { Log } from '../../ports/log.ts';

/** Runs callbacks after the next commit: by then the checkpoint includes all observations made before them. */
export class AfterCommitQueue {
  #waiting: (() => void)[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  wait(act: () => void): void {
    this.#waiting.push(act);
  }

  /** Runs the callbacks. If one throws, the others still run. */
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
