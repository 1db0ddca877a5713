import { id } from '../../config/fields.ts';

/** One device in a list of devices. */
export interface DeviceRow {
  /** Serial number of the board. Empty until a board is assigned to the row. */
  readonly serial: string;
  readonly store: string;
  readonly gateway: string;
  readonly timezone?: string;
  readonly hostname?: string;
}

const COLUMNS = ['serial', 'store', 'gateway', 'timezone', 'hostname'] as const;
const NEEDED = ['store', 'gateway'] as const;
const ID = id('Name');

/** A row that cannot be used, and why. */
export type RefusedRow = DeviceRow & { readonly why: string };

export interface DeviceTable {
  readonly rows: readonly DeviceRow[];
  /** A sentence for each line that cannot be used. */
  readonly problems: readonly string[];
  /** The rows that cannot be used. A device with such a row must not be assigned to a free row. */
  readonly refused: readonly RefusedRow[];
}

/**
 * Parses a list of devices: comma-separated rows below a line of column names. Columns are serial, store, gateway, and
 * optionally timezone and hostname, in any order. Quotes have no meaning. Skips empty lines and lines that begin with
 * #.
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
  if (headerProblems.length > 0) return { rows: [], problems: headerProblems, refused: [] };
  const faulty: RefusedRow[] = [];
  const rows = lines.flatMap(({ number, line }) => {
    const row = rowOf(new Map(cells(line).map((value, i) => [names[i] ?? '', value])));
    const fault = faultOf(row, cells(line).length, names.length);
    if (fault === undefined) return [row];
    faulty.push({ ...row, why: `line ${number}: ${fault}` });
    return [];
  });
  const twice = findDoubles(rows);
  const doubled = rows.flatMap((row) => {
    const why = twice(row);
    return why.length === 0 ? [] : [{ ...row, why: why.join('; ') }];
  });
  const problems = [...faulty.map(({ why }) => why), ...new Set(rows.flatMap(twice))];
  return { rows: rows.filter((row) => twice(row).length === 0), problems, refused: [...faulty, ...doubled] };
}

/** Returns the text with the serial number in the row of this device. All other lines stay, even unusable ones. */
export function assignSerial(text: string, device: DeviceRow): string {
  const isRow = (line: string) => line.trim() !== '' && !line.trim().startsWith('#');
  const lines = text.split('\n');
  const head = lines.findIndex(isRow);
  const names = cells((lines[head] ?? '').replace(/^\uFEFF/, '')).map((name) => name.toLowerCase());
  const place = names.indexOf('serial');
  const at = (line: string, name: string) => cells(line)[names.indexOf(name)];
  const isDevice = (line: string) =>
    at(line, 'store') === device.store && at(line, 'gateway') === device.gateway;
  const written = lines.map((line, i) => {
    if (!isRow(line) || (place >= 0 && !isDevice(line))) return line;
    const serial = i === head ? 'serial' : isDevice(line) ? device.serial : '';
    const values = cells(line);
    return (place < 0 ? [serial, ...values] : values.with(place, serial)).join(',');
  });
  return written.join('\n');
}

/**
 * Returns the row with this serial number, or else the first free row with the serial number added. Undefined when
 * there is neither.
 */
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
  if (missing !== undefined) return `no ${missing}`;
  const wrong = NEEDED.find((name) => !ID.safeParse(row[name]).success);
  return wrong === undefined
    ? undefined
    : `${wrong} '${row[wrong].slice(0, 63)}': lower-case letters, digits and dashes`;
}

/**
 * Finds rows with the same serial number or the same name. Returns a function that gives the reasons why a row is
 * refused.
 */
function findDoubles(rows: readonly DeviceRow[]): (row: DeviceRow) => string[] {
  const twice = (values: readonly string[]) =>
    new Set(values.filter((value, i) => value !== '' && values.indexOf(value) !== i));
  const serials = twice(rows.map(({ serial }) => serial.toLowerCase()));
  const names = twice(rows.map(deviceName));
  return (row) => {
    const [serial, name] = [row.serial.toLowerCase(), deviceName(row)];
    return [
      ...(serials.has(serial) ? [`serial '${serial}' stands in two lines`] : []),
      ...(names.has(name) ? [`gateway '${name}' stands in two lines`] : []),
    ];
  };
}

function deviceName({ store, gateway }: DeviceRow): string {
  return `${store}/${gateway}`;
}

/** Creates a device from its cells. Empty cells are left out. */
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
