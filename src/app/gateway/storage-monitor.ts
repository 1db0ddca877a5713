import type { Json } from '../../core/model/ids.ts';
import type { StoreStatus } from '../../ports/event-store.ts';

/** How much storage may write to the SD card per day. Above it, an event is published. */
export interface WriteBudget {
  readonly bytesPerDay: number;
  readonly syncsPerDay: number;
}

const DAY_MS = 24 * 3_600_000;
/** If a commit takes this long, the SD card is worn, or another program writes to it heavily. */
const SLOW_MS = 2_000;

/** Checks storage for problems. Publishes each kind of problem as an event, at most once a day. */
export class StorageMonitor {
  readonly #budget: WriteBudget;
  #dayBeganMs: number | undefined;
  #atDayBegin: StoreStatus | undefined;
  #last: StoreStatus | undefined;
  readonly #toldToday = new Set<string>();

  constructor(budget: WriteBudget) {
    this.#budget = budget;
  }

  /** Returns events about new problems. Must be called about once a minute. */
  check(status: StoreStatus, monotonicMs: number): Json[] {
    this.#turnDay(status, monotonicMs);
    const before = this.#last ?? status;
    this.#last = status;
    return [...this.#writable(status, before), ...this.#once(this.#findings(status))];
  }

  #turnDay(status: StoreStatus, monotonicMs: number): void {
    // The counters start at 0 again when storage was reopened.
    const isReopened = status.written.commits < (this.#last?.written.commits ?? 0);
    if (this.#dayBeganMs !== undefined && monotonicMs - this.#dayBeganMs < DAY_MS && !isReopened) return;
    this.#dayBeganMs = monotonicMs;
    this.#atDayBegin = status;
    this.#toldToday.clear();
  }

  #writable({ writable, detail }: StoreStatus, before: StoreStatus): Json[] {
    if (writable === before.writable) return [];
    return [writable ? { kind: 'StorageRecovered' } : { kind: 'StorageFailing', detail }];
  }

  #findings(status: StoreStatus): { readonly [field: string]: Json; readonly kind: string }[] {
    const began = this.#atDayBegin ?? status;
    const bytes = (status.written.bytes ?? 0) - (began.written.bytes ?? 0);
    const syncs = status.written.syncs - began.written.syncs;
    const rows = status.droppedRows - began.droppedRows;
    const { bytesPerDay, syncsPerDay } = this.#budget;
    return [
      ...(bytes > bytesPerDay || syncs > syncsPerDay ? [{ kind: 'WriteBudgetExceeded', bytes, syncs }] : []),
      ...(status.slowestCommitMs > Math.max(SLOW_MS, began.slowestCommitMs)
        ? [{ kind: 'DiskSlow', slowestMs: Math.round(status.slowestCommitMs) }]
        : []),
      ...(rows > 0 ? [{ kind: 'RowsDropped', rows, total: status.droppedRows }] : []),
    ];
  }

  #once(findings: readonly { readonly [field: string]: Json; readonly kind: string }[]): Json[] {
    const fresh = findings.filter(({ kind }) => !this.#toldToday.has(kind));
    for (const { kind } of fresh) this.#toldToday.add(kind);
    return [...fresh];
  }
}
