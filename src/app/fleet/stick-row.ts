import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse, stringify } from 'yaml';
import { fleetProblemText, STORES_FILE } from '../../config/fleet/fleet-problem.ts';
import { readFleet } from '../../config/fleet/read-fleet.ts';
import { renderStore } from '../../config/fleet/render-store.ts';
import type { StoreRow } from '../../config/fleet/store-rows.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { writeDurably } from '../../files/durable-file.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/** The settings for this board, from a fleet folder on a USB drive. */
export interface StickRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly timezone: string;
  readonly hostname?: string;
  /** URL of the broker. Undefined when the folder names none. */
  readonly broker?: string;
  /** Returns the text of the settings file. `mqtt` is the section for the broker and the files on the drive. */
  text(mqtt: object): string;
  /** Writes the serial number of this board into its row. Call it after the setup has succeeded. */
  taken(): void;
}

interface Rendered {
  readonly store?: { readonly timezone?: string };
  readonly mqtt?: { readonly url?: string };
}

/**
 * Returns the row with the serial number of this board, or else the first free row. Throws SETTINGS_INVALID with all
 * problems of the row.
 */
export async function readStickRow(folder: string, serial: string): Promise<StickRow> {
  const fleet = readFleet(folder);
  const row = fleet.rows.find((each) => isSame(each.serial, serial)) ?? fleet.rows.find(isFree);
  const here = fleet.problems.filter(
    ({ file, line }) => file !== STORES_FILE || line === row?.line || line === 1,
  );
  const missing = `${STORES_FILE}: no row for this board: add one with serial ${serial}, or one with an empty serial`;
  if (row === undefined) throw invalid([...fleet.problems.map(fleetProblemText), missing]);
  const { tenant, text, problems } = renderStore(fleet, row, await settingsSchema());
  const all = [...here, ...problems];
  if (all.length > 0) throw invalid(all.map(fleetProblemText));
  const rendered = parse(text) as Rendered & object;
  const broker = rendered.mqtt?.url;
  return {
    ...{ tenant, store: row.store, gateway: row.gateway, timezone: rendered.store?.timezone ?? 'UTC' },
    ...(row.hostname === '' ? {} : { hostname: row.hostname }),
    ...(broker === undefined ? {} : { broker }),
    text: (mqtt) =>
      `${HEAD}${stringify({ ...rendered, mqtt: { ...rendered.mqtt, ...mqtt } }, { lineWidth: 0 })}`,
    taken: () => assignSerial(join(folder, STORES_FILE), row, serial),
  };
}

const HEAD = '# Made from the fleet’s folder. The console edits it; head office sets some of it from afar.\n';

function isFree(row: StoreRow): boolean {
  return row.serial === '' && row.values.has('serial');
}

function isSame(a: string, b: string): boolean {
  return a !== '' && a.toLowerCase() === b.toLowerCase();
}

/** Writes the serial number into the line of a row. All other lines stay exactly as they are. */
function assignSerial(path: string, row: StoreRow, serial: string): void {
  if (isSame(row.serial, serial)) return;
  const lines = readFileSync(path, 'utf8').split('\n');
  const [cells = []] = parseCsv(lines[row.line - 1] ?? '', { trim: true, bom: true });
  const place = [...row.values.keys()].indexOf('serial');
  lines[row.line - 1] = cells.with(place, serial).map(quoteCell).join(',');
  writeDurably(path, lines.join('\n'), 0o644);
}

function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function invalid(problems: readonly string[]): GatewayError {
  return new GatewayError('SETTINGS_INVALID', [...new Set(problems)].join('\n'));
}
