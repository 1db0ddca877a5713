import { dayRow } from '../../ports/messages/day.ts';
import { forecastRow } from '../../ports/messages/forecast.ts';
import { indoorRow } from '../../ports/messages/indoor.ts';
import { readSql } from '../sql-files.ts';
import type { Statement } from '../statement.ts';
import { listStatement } from '../statement.ts';
import type { NumberedRow } from './numbered-row.ts';

const STATEMENT = readSql('write-extra');

/**
 * Known fields of each row type. Not listed: `count`, which has a column for other fields, and definitions and events,
 * which are stored whole.
 */
const NAMES: Readonly<Record<string, ReadonlySet<string>>> = {
  indoor: new Set(Object.keys(indoorRow.shape)),
  day: new Set(Object.keys(dayRow.shape)),
  forecast: new Set(Object.keys(forecastRow.shape)),
};

/** Returns statements that store fields without a column, which a newer version of the contract added. */
export function extraStatements(rows: readonly NumberedRow[]): Statement[] {
  const extras = rows.flatMap(({ gateway_id, stream, row }) => {
    const names = NAMES[stream];
    const extra = Object.entries(row).filter(([name]) => names !== undefined && !names.has(name));
    return extra.length === 0 ? [] : [{ gateway_id, stream, seq: row.seq, extra: Object.fromEntries(extra) }];
  });
  return listStatement(STATEMENT, extras);
}
