import type { Database } from '../database.ts';
import type { StoredRow } from './row-codec.ts';
import { hasValidChecksum, rowChecksum } from './row-codec.ts';
import { COLUMNS } from './row-statements.ts';
import { NUMBERS_PER_MS, WindowStatements } from './window-statements.ts';

/** Windows per transaction. In a single transaction, the WAL would grow to the size of the table. */
const WINDOWS_PER_TRANSACTION = 500;

/**
 * Replaces the consecutive numbers of windows from earlier releases by numbers that encode the start. If the run is
 * interrupted, the next start continues it. Damaged windows are deleted, because they are never shown.
 */
export function renumberWindows(database: Database): void {
  const windows = new WindowStatements(database, COLUMNS.window);
  const next = database.prepare<[number, number], StoredRow>(
    `SELECT ${COLUMNS.window} FROM window WHERE seq > ? AND seq < start * ${NUMBERS_PER_MS} ORDER BY seq LIMIT ?`,
  );
  const renumber = database.transaction((found: readonly StoredRow[]) => {
    for (const window of found) {
      windows.remove(window.seq);
      const moved = { ...window, seq: windows.nextNumber(window.start) };
      if (hasValidChecksum(window)) windows.insert({ ...moved, crc: rowChecksum(moved) });
    }
  });
  for (let found = next.all(0, WINDOWS_PER_TRANSACTION); found.length > 0; ) {
    renumber(found);
    found = next.all(found.at(-1)?.seq ?? 0, WINDOWS_PER_TRANSACTION);
  }
}
