import { parse } from 'csv-parse/sync';
import { id } from '../fields.ts';
import type { FleetProblem } from './fleet-problem.ts';
import { STORES_FILE } from './fleet-problem.ts';

/** One gateway of the fleet: a row of the stores table. */
export interface StoreRow {
  /** Line number of the row in the file, from 1. */
  readonly line: number;
  /** Serial number of the board. Empty until a board is assigned to the row. */
  readonly serial: string;
  readonly store: string;
  readonly gateway: string;
  readonly hostname: string;
  /** Names of overlay files. A later overlay takes precedence over earlier ones and over the base. */
  readonly overlays: readonly string[];
  readonly isCanary: boolean;
  /** All cells of the row by column name, including those parsed above. */
  readonly values: ReadonlyMap<string, string>;
}

export interface StoreRows {
  readonly columns: readonly string[];
  readonly rows: readonly StoreRow[];
  readonly problems: readonly FleetProblem[];
}

const NEEDED = ['store', 'gateway'];
/** Columns that the program itself uses. All other columns are variables for `${name}`. */
export const OWN_COLUMNS: readonly string[] = [
  ...['serial', ...NEEDED, 'hostname', 'overlays', 'canary', 'timezone'],
];
const COLUMN = /^[A-Za-z]\w{0,63}$/;
const ID = id('Name');
const MOST_ROWS = 20_000;

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Parses the table of stores: a line with column names, then one line per gateway. A line that begins with `#` is a
 * comment. Never throws.
 */
export function parseStoreRows(text: string): StoreRows {
  try {
    const options = { bom: true, trim: true, comment: '#', comment_no_infix: true, info: true } as const;
    const skipped = { relax_column_count: true, skip_empty_lines: true, to: MOST_ROWS } as const;
    const records = parse(text, { ...options, ...skipped }) as unknown as readonly CsvRecord[];
    return toRows(records);
  } catch (error) {
    return { columns: [], rows: [], problems: [wrong(undefined, (error as Error).message)] };
  }
}

function toRows([head, ...records]: readonly CsvRecord[]): StoreRows {
  const columns = head?.record ?? [];
  const problems = checkColumns(columns);
  if (problems.length > 0) return { columns, rows: [], problems };
  const rows = records.map(({ record, info }) => toRow(info.lines, columns, record));
  const faults = records.flatMap(({ record, info }, i) =>
    findFaults(rows[i], record.length, columns.length).map((text) => wrong(info.lines, text)),
  );
  return { columns, rows, problems: [...faults, ...findDoubles(rows)] };
}

function toRow(line: number, columns: readonly string[], cells: readonly string[]): StoreRow {
  const values = new Map(columns.map((name, i) => [name, cells[i] ?? '']));
  const cell = (name: string) => values.get(name) ?? '';
  return {
    ...{ line, values, serial: cell('serial'), store: cell('store'), gateway: cell('gateway') },
    hostname: cell('hostname'),
    overlays: cell('overlays')
      .split(/[\s;]+/)
      .filter((name) => name !== ''),
    isCanary: /^(?:yes|true|1|x)$/i.test(cell('canary')),
  };
}

function checkColumns(columns: readonly string[]): FleetProblem[] {
  const missing = NEEDED.filter((name) => !columns.includes(name));
  const strange = columns.filter((name) => !COLUMN.test(name));
  const doubled = columns.filter((name, i) => columns.indexOf(name) !== i);
  return [
    ...missing.map((name) => wrong(1, `the column '${name}' is missing`)),
    ...strange.map((name) => wrong(1, `'${name}' is no name of a column: letters, digits and _`)),
    ...doubled.map((name) => wrong(1, `the column '${name}' stands there twice`)),
  ];
}

function findFaults(row: StoreRow | undefined, cells: number, columns: number): string[] {
  if (row === undefined) return [];
  if (cells !== columns) return [`${cells} values for ${columns} columns`];
  const bad = (['store', 'gateway'] as const).filter((name) => !ID.safeParse(row[name]).success);
  const canary = row.values.get('canary') ?? '';
  return [
    ...bad.map((name) => `${name} '${row[name]}': lower-case letters, digits and dashes`),
    ...(row.isCanary || /^(?:no|false|0|)$/i.test(canary) ? [] : [`canary '${canary}': yes or no`]),
    ...row.overlays
      .filter((name) => !/^[\w-]{1,64}$/.test(name))
      .map((name) => `overlay '${name}': letters, digits and dashes`),
  ];
}

/** Finds rows with the same serial number, gateway name or host name. Each row must be another device. */
function findDoubles(rows: readonly StoreRow[]): FleetProblem[] {
  const doubles = (what: string, name: (row: StoreRow) => string) => {
    const first = new Map<string, number>();
    return rows.flatMap((row) => {
      const key = name(row).toLowerCase();
      const before = first.get(key);
      if (before === undefined) first.set(key, row.line);
      return key === '' || before === undefined
        ? []
        : [wrong(row.line, `${what} '${name(row)}' is in line ${before} already`)];
    });
  };
  return [
    ...doubles('serial', ({ serial }) => serial),
    ...doubles('gateway', ({ store, gateway }) => `${store}/${gateway}`),
    ...doubles('hostname', ({ hostname }) => hostname),
  ];
}

function wrong(line: number | undefined, text: string): FleetProblem {
  return { file: STORES_FILE, rows: [], text, ...(line === undefined ? {} : { line }) };
}
