import type { ClientBase } from 'pg';
import type { Sender } from './messages/parse-message.ts';
import { readSql } from './sql-files.ts';

export interface SenderNumbers {
  readonly store_id: number;
  readonly gateway_id: number;
}

export interface SenderBook {
  get(sender: Sender): SenderNumbers;
}

const FIND = readSql('find-senders');
const ADD_STORES = readSql('add-stores');
const ADD_GATEWAYS = readSql('add-gateways');

/**
 * Finds the database ids of all senders, and adds new senders. Ids are not cached, because they change if the database
 * is restored from a backup.
 */
export async function findSenders(client: ClientBase, among: readonly Sender[]): Promise<SenderBook> {
  const senders = [...new Map(among.map((sender) => [keyOf(sender), sender])).values()];
  let numbers = await find(client, senders);
  if (numbers.length < senders.length) {
    const [tenants, stores, gateways] = toColumns(senders);
    await client.query(ADD_STORES, [tenants, stores]);
    await client.query(ADD_GATEWAYS, [tenants, stores, gateways]);
    numbers = await find(client, senders);
  }
  const found = new Map(senders.map((sender, index) => [keyOf(sender), numbers[index]]));
  return {
    get: (sender) => {
      const known = found.get(keyOf(sender));
      if (known === undefined) throw new Error(`no number for ${keyOf(sender)}`);
      return known;
    },
  };
}

/** Returns the ids, or an empty list if one of the senders does not exist. */
async function find(client: ClientBase, senders: readonly Sender[]): Promise<readonly SenderNumbers[]> {
  if (senders.length === 0) return [];
  const { rows } = await client.query<{ store_id: number; gateway_id: number | null }>(
    FIND,
    toColumns(senders),
  );
  const numbers = rows.filter((row): row is SenderNumbers => row.gateway_id !== null);
  return numbers.length === senders.length ? numbers : [];
}

const toColumns = (senders: readonly Sender[]): string[][] => [
  senders.map(({ tenant }) => tenant),
  senders.map(({ store }) => store),
  senders.map(({ gateway }) => gateway),
];

function keyOf({ tenant, store, gateway }: Sender): string {
  return `${tenant}/${store}/${gateway}`;
}
