/** Where a command writes, and what the terminal can do. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether standard error is a terminal. Only then are progress bars and colours shown. */
  readonly isInteractive: boolean;
  readonly columns: number;
}

const REDRAW_MS = 100;

/** Shows progress in one line of a terminal, and nothing otherwise. Without `total`, it shows only the amount done. */
export function createProgress(terminal: Terminal, now: () => number) {
  let drawnMs = 0;
  return {
    show(done: number, total: number | undefined, note: string): void {
      if (!terminal.isInteractive || now() - drawnMs < REDRAW_MS) return;
      drawnMs = now();
      terminal.err(`\r\u001b[2K${bar(done, total)} ${note}`.slice(0, terminal.columns + 5));
    },
    end(): void {
      if (terminal.isInteractive) terminal.err('\r\u001b[2K');
    },
  };
}

function bar(done: number, total: number | undefined): string {
  if (total === undefined || total <= 0) return '…';
  const width = 24;
  const share = Math.min(1, done / total);
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}

/**
 * Formats rows as aligned columns. The first column and columns with words are aligned left, columns of numbers right.
 */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isNumeric = widths.map((_, column) =>
    rows.slice(1).every((row) => /^[-–—\d.,: %h]*$/.test(row[column] ?? '')),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
