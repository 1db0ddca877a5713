import { readFileSync } from 'node:fs';

/** Measures the load on the SD card: bytes written, syncs, and the longest duration of a commit. */
export class WriteMeter {
  #bytes: number | null = readWritten();
  #syncs = 0;
  #commits = 0;
  #slowestMs = 0;

  constructor() {
    if (this.#bytes !== null) this.#bytes = 0;
  }

  get written(): { readonly bytes: number | null; readonly syncs: number; readonly commits: number } {
    return { bytes: this.#bytes, syncs: this.#syncs, commits: this.#commits };
  }

  get slowestMs(): number {
    return this.#slowestMs;
  }

  addSyncs(count: number): void {
    this.#syncs += count;
  }

  /**
   * Runs `work` and measures it. `work` is synchronous, so storage wrote all bytes in this time, except perhaps a log
   * line of a worker.
   */
  commit<T>(work: () => T): T {
    const before = readWritten();
    const startedMs = performance.now();
    try {
      return work();
    } finally {
      const after = readWritten();
      if (this.#bytes !== null && before !== null && after !== null) this.#bytes += after - before;
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - startedMs);
      this.#commits += 1;
    }
  }
}

/**
 * Returns how many bytes this process has passed to write(2) since its start. Null when the kernel does not count them.
 */
function readWritten(): number | null {
  try {
    const count = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}
