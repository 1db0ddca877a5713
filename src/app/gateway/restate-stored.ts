import { restateWindows } from '../../core/metrics/merging/restate-windows.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { EgressGate } from '../../core/privacy/egress-gate.ts';
import type { PassedRow } from '../../core/privacy/passed-row.ts';
import type { CountRow } from '../../core/privacy/rows.ts';
import type { WindowRecord } from '../../ports/event-store.ts';

const HOUR_MS = 3_600_000;

type Read = (from: number, to: number) => readonly WindowRecord[];

export interface RestateOptions {
  readonly gate: EgressGate;
  /** Reads published count rows with their revisions. `windows` reads the stored windows of the engine. */
  readonly rows: Read;
  readonly windows: Read;
  readonly publish: (row: PassedRow) => void;
  readonly keep: (window: WindowSummary) => void;
}

/**
 * Publishes corrected count rows again, and corrects the stored windows in the same way. Returns how many people belong
 * to no stored row: the open window counts them.
 */
export function restateStored(
  restatement: Restatement,
  { gate, rows, windows, publish, keep }: RestateOptions,
): { readonly in: number; readonly out: number } {
  // Reads from an hour earlier on, because a row that began then may reach into this time.
  const [from, to] = [restatement.from - HOUR_MS, restatement.to];
  const { rows: restated, ...left } = gate.restate(restatement, newest<CountRow>(rows(from, to)));
  for (const row of restated) publish(row);
  if (left.in + left.out > 0) return left;
  for (const window of restateWindows(restatement, newest<WindowSummary>(windows(from, to)))) keep(window);
  return left;
}

function newest<T>(records: readonly WindowRecord[]): T[] {
  const highest = new Map<string, WindowRecord>();
  for (const record of records) {
    const key = `${record.start}/${record.durationMs}`;
    const known = highest.get(key);
    if (known === undefined || known.revision <= record.revision) highest.set(key, record);
  }
  return [...highest.values()].map(({ payload }) => JSON.parse(payload) as T);
}
