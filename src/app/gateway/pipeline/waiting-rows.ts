import type { OutboxRecord } from '../../../core/privacy/passed-row.ts';
import type { WindowRecord } from '../../../ports/event-store.ts';

/**
 * Largest number of rows that wait in memory for a commit. If storage fails for so long that more would wait, the
 * oldest rows are dropped and counted.
 */
const MAX_WAITING_ROWS = 4_000;

/** Rows, windows and events that the next commit stores. */
export class WaitingRows {
  rows: OutboxRecord[] = [];
  windows: WindowRecord[] = [];
  events: string[] = [];
  #dropped = 0;

  /** Number of rows dropped because too many were waiting. */
  get dropped(): number {
    return this.#dropped;
  }

  get isDue(): boolean {
    return this.rows.length > 0 || this.events.length > 0;
  }

  /** Starts new lists after a commit. The commit still uses the old lists. */
  clear(): void {
    this.rows = [];
    this.windows = [];
    this.events = [];
  }

  addRow(record: OutboxRecord): void {
    this.rows.push(record);
    if (this.rows.length <= MAX_WAITING_ROWS) return;
    this.rows.shift();
    this.#dropped += 1;
  }

  addWindow(record: WindowRecord): void {
    this.windows.push(record);
    if (this.windows.length > MAX_WAITING_ROWS) this.windows.shift();
  }
}
