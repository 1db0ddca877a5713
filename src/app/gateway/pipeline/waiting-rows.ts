import type { OutboxRecord } from '../../../core/privacy/passed-row.ts';
import type { WindowRecord } from '../../../ports/event-store.ts';

/** Commits that could not be written wait in memory; beyond this the oldest rows go, counted. */
const MAX_WAITING_ROWS = 4_000;

/** Rows, windows and events that the next commit stores. */
export class WaitingRows {
  rows: OutboxRecord[] = [];
  windows: WindowRecord[] = [];
  events: string[] = [];
  #dropped = 0;

  /** Rows that were left out for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  get isDue(): boolean {
    return this.rows.length > 0 || this.events.length > 0;
  }

  /** What is stored waits no more. The commit keeps its own lists. */
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
