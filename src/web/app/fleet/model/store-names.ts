import type { PanelQuery } from './fleet-api.ts';
import type { StoreRow } from './rows.ts';
import { usePanel } from './use-panel.ts';

export type FindName = (store: string) => string;

/** Returns the display name of a store, or its id when it has no name. */
export function findName({ name, store }: { readonly name: string | null; readonly store: string }): string {
  return name ?? store;
}

/** Compares names so that numbers in them sort by value: Store 2 comes before Store 10. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

/** Returns display names for panels that know stores only by id. */
export function useStoreNames({ tenant, region, store, last }: PanelQuery): FindName {
  const where = { ...(region !== undefined && { region }), ...(store !== undefined && { store }) };
  const { rows } = usePanel<StoreRow>('stores', { tenant, ...where, first: last, last });
  const names = new Map(rows?.map((row) => [row.store, findName(row)]));
  return (id) => names.get(id) ?? id;
}
