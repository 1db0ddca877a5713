import type { Problem } from '../settings-problem.ts';
import { problemText } from '../settings-problem.ts';

export interface FleetProblem {
  readonly file: string;
  readonly line?: number;
  /** Lines of the stores table whose stores have this problem. Empty when all stores have it. */
  readonly rows: readonly number[];
  readonly text: string;
}

export function damagedFile(file: string, problems: readonly Problem[]): FleetProblem[] {
  return problems.map(({ line, ...problem }) => ({
    ...{ file, rows: [], text: problemText(problem) },
    ...(line === undefined ? {} : { line }),
  }));
}

/** Combines equal problems of different stores into one problem with all their lines. */
export function gatherProblems(problems: readonly FleetProblem[]): FleetProblem[] {
  const byText = new Map<string, FleetProblem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.file, problem.line, problem.text]);
    const rows = [...(byText.get(key)?.rows ?? []), ...problem.rows];
    byText.set(key, { ...problem, rows: [...new Set(rows)].sort((a, b) => a - b) });
  }
  return [...byText.values()];
}

/**
 * Formats a problem, such as `overlays/kiosk.yaml:7 (stores.csv line 3, 9–12): zones[0].name is a list. Allowed: text.
 * …`
 */
export function fleetProblemText({ file, line, rows, text }: FleetProblem): string {
  const where = line === undefined ? file : `${file}:${line}`;
  const stores = rows.length === 0 ? '' : ` (${STORES_FILE} line ${rangesText(rows)})`;
  return `${where}${stores}: ${text}`;
}

export const STORES_FILE = 'stores.csv';

/** Formats ascending numbers with ranges, such as `3, 9–12`. */
function rangesText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && n === last[1] + 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
