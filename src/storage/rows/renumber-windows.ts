import type { Database } from '../database.ts';
import type { StoredRow } from './row-codec.ts';
import { hasValidChecksum, rowChecksum } from './row-codec.ts';
import { COLUMNS } from './row-statements.ts';
import { NUMBERS_PER_MS, WindowStatements } from './window-statements.ts';

/** Windows per transaction. In one single transaction the WAL would grow as long as the table. */
const WINDOWS_PER_TRANSACTION = 500;

/**
 * Renumbers windows of earlier releases, numbered consecutively, by their start. An interrupted run continues at the
 * next start. Damaged windows are deleted, because no reader shows them.
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
