import type { PanelCell, PanelRow } from '../../ports/fleet.ts';

/** Formats rows as CSV (RFC 4180), with the columns of the first row. */
export function toCsv(rows: readonly PanelRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => cellText(row[column] ?? null)).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

/**
 * Returns the text of a cell; empty for an unknown value. Puts a sign before a text that a spreadsheet would run as a
 * formula.
 */
function cellText(cell: PanelCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
