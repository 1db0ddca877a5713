import type { PanelQuery } from './fleet-api.ts';
import type { StoreRow } from './rows.ts';
import { usePanel } from './use-panel.ts';

export type FindName = (store: string) => string;

/** What people call a store; its id where it has no name. */
export function findName({ name, store }: { readonly name: string | null; readonly store: string }): string {
  return name ?? store;
}

/** Store 2 before Store 10. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

/** Names for panels that know stores by their id. */
export function useStoreNames({ tenant, region, store, last }: PanelQuery): FindName {
  const where = { ...(region !== undefined && { region }), ...(store !== undefined && { store }) };
  const { rows } = usePanel<StoreRow>('stores', { tenant, ...where, first: last, last });
  const names = new Map(rows?.map((row) => [row.store, findName(row)]));
  return (id) => names.get(id) ?? id;
}
