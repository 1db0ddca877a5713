import type { NumberedRow } from './messages/numbered-row.ts';
import { readSql } from './sql-files.ts';
import type { Statement } from './statement.ts';

const STATEMENT = readSql('add-things');

/** Lists in a row that name things of the store, each with the kind of thing. */
const KINDS = [
  ['doors', 'door'],
  ['lines', 'line'],
  ['feedback', 'feedback'],
  ['zones', 'zone'],
  ['queues', 'queue'],
  ['trolleys', 'zone'],
  ['products', 'product'],
  ['radios', 'receiver'],
] as const;
const STEPS = ['steps', 'trolleySteps'] as const;

type Thing = readonly [storeId: number, kind: string, thing: string];

/**
 * Returns statements that add each door, line, zone and so on that the rows name. Zones in zone transitions count too.
 * A known thing costs one lookup.
 */
export function thingStatements(rows: readonly NumberedRow[]): Statement[] {
  const things = new Map<string, Thing>();
  for (const row of rows) eachThing(row, (thing) => things.set(thing.join('/'), thing));
  if (things.size === 0) return [];
  return [[STATEMENT, [0, 1, 2].map((column) => [...things.values()].map((thing) => thing[column]))]];
}

/** Calls `take` for each thing that a row names. It builds no list, because it runs for every row of a backlog. */
function eachThing({ store_id: storeId, row }: NumberedRow, take: (thing: Thing) => void): void {
  for (const [list, kind] of KINDS) for (const { id } of row[list] ?? []) take([storeId, kind, id]);
  for (const list of STEPS) {
    for (const [from, to] of row[list] ?? []) {
      take([storeId, 'zone', from]);
      take([storeId, 'zone', to]);
    }
  }
}
