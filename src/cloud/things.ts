import type { ClientBase } from 'pg';
import type { NumberedRow } from './numbered-row.ts';
import { readSql } from './sql-files.ts';

const STATEMENT = readSql('add-things');

/** What a row's lists hold. */
const KINDS = {
  doors: 'door',
  lines: 'line',
  feedback: 'feedback',
  zones: 'zone',
  queues: 'queue',
  trolleys: 'zone',
  products: 'product',
  radios: 'receiver',
} as const;
/** From zone, to zone, how many. */
const STEPS = ['steps', 'trolleySteps'];

type Thing = readonly [storeId: number, kind: string, thing: string];

/** Adds every door, line, zone and so on that the rows name, zones also by a step alone. Known ones cost a look each. */
export async function addThings(client: ClientBase, rows: readonly NumberedRow[]): Promise<void> {
  const things = new Map<string, Thing>();
  for (const row of rows) for (const thing of thingsOf(row)) things.set(thing.join('/'), thing);
  if (things.size === 0) return;
  const columns = [0, 1, 2].map((column) => [...things.values()].map((thing) => thing[column]));
  await client.query(STATEMENT, columns);
}

function* thingsOf({ store_id, row }: NumberedRow): Generator<Thing> {
  for (const [list, kind] of Object.entries(KINDS))
    for (const item of listOf(row, list)) yield [store_id, kind, String(valueIn(item, 'id'))];
  for (const step of STEPS.flatMap((list) => listOf(row, list))) {
    const [from, to] = Array.isArray(step) ? step : [];
    for (const zone of [from, to]) yield [store_id, 'zone', String(zone)];
  }
}

function listOf(row: object, list: string): readonly unknown[] {
  const found = valueIn(row, list);
  return Array.isArray(found) ? found : [];
}

function valueIn(item: unknown, name: string): unknown {
  return typeof item === 'object' && item !== null ? Reflect.get(item, name) : undefined;
}
