import { readFileSync } from 'node:fs';

/** Measures storage's cost for the SD card: bytes handed to the kernel, syncs, and the longest wait. */
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
   * Runs `work` and measures it. `work` is synchronous, so all bytes written meanwhile are storage's, except a
   * worker's log line.
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

/** Bytes this process has ever passed to write(2); null on kernels that do not count. */
function readWritten(): number | null {
  try {
    const count = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}
