/** One device of many in a file of rows. */
export interface DeviceRow {
  /** The board's serial number; empty until a device has taken the row. */
  readonly serial: string;
  readonly store: string;
  readonly gateway: string;
  readonly timezone?: string;
  readonly hostname?: string;
}

const COLUMNS = ['serial', 'store', 'gateway', 'timezone', 'hostname'] as const;
const NEEDED = ['store', 'gateway'] as const;

export interface DeviceTable {
  readonly rows: readonly DeviceRow[];
  /** Every line that is not usable, in words. */
  readonly problems: readonly string[];
}

/**
 * Comma-separated rows under a line of column names: serial, store, gateway, and optionally timezone and hostname, in any
 * order. Values are ids, so nothing is quoted. Empty lines and lines that begin with # are passed over.
 */
export function parseDeviceRows(text: string): DeviceTable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ number: i + 1, line: line.trim() }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const header = lines.shift();
  const names = cells(header?.line ?? '').map((name) => name.toLowerCase());
  const headerProblems = checkHeader(names);
  if (headerProblems.length > 0) return { rows: [], problems: headerProblems };
  const problems: string[] = [];
  const rows = lines.flatMap(({ number, line }) => {
    const row = rowOf(new Map(cells(line).map((value, i) => [names[i] ?? '', value])));
    const fault = faultOf(row, cells(line).length, names.length);
    if (fault !== undefined) problems.push(`line ${number}: ${fault}`);
    return fault === undefined ? [row] : [];
  });
  return { rows, problems: [...problems, ...doubles(rows)] };
}

export function formatDeviceRows(rows: readonly DeviceRow[]): string {
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((name) => row[name] ?? '').join(',')), ''].join(
    '\n',
  );
}

/** The device's own row, or the first free one, which then carries its serial number. */
export function takeRow(
  rows: readonly DeviceRow[],
  serial: string,
): { readonly row: DeviceRow; readonly isNew: boolean } | undefined {
  const own = rows.find((row) => row.serial.toLowerCase() === serial.toLowerCase());
  if (own !== undefined) return { row: own, isNew: false };
  const free = rows.find((row) => row.serial === '');
  return free && { row: { ...free, serial }, isNew: true };
}

function cells(line: string): string[] {
  return line.split(',').map((cell) => cell.trim());
}

function checkHeader(names: readonly string[]): string[] {
  const strange = names.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  const missing = NEEDED.filter((name) => !names.includes(name));
  return [
    ...strange.map((name) => `the first line names '${name}'; columns are ${COLUMNS.join(', ')}`),
    ...missing.map((name) => `the first line must name the column '${name}'`),
  ];
}

function faultOf(row: DeviceRow, values: number, columns: number): string | undefined {
  if (values !== columns) return `${values} values for ${columns} columns`;
  const missing = NEEDED.find((name) => row[name] === '');
  return missing === undefined ? undefined : `no ${missing}`;
}

function doubles(rows: readonly DeviceRow[]): string[] {
  return (['serial', 'gateway'] as const).flatMap((name) => {
    const values = rows.map((row) => (name === 'gateway' ? `${row.store}/${row.gateway}` : row.serial));
    const twice = values.filter((value, i) => value !== '' && values.indexOf(value) !== i);
    return [...new Set(twice)].map((value) => `${name} '${value}' stands in two lines`);
  });
}

/** An empty cell counts as absent. */
function rowOf(cell: ReadonlyMap<string, string>): DeviceRow {
  const [timezone, hostname] = [cell.get('timezone') ?? '', cell.get('hostname') ?? ''];
  return {
    serial: cell.get('serial') ?? '',
    store: cell.get('store') ?? '',
    gateway: cell.get('gateway') ?? '',
    ...(timezone !== '' && { timezone }),
    ...(hostname !== '' && { hostname }),
  };
}
