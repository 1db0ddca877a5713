import type { GroupList, WindowSummary } from '../model/window-summary.ts';
import type { GroupSpec, GroupSpecs } from './group-specs.ts';
import { ID_IN } from './group-specs.ts';

export type Fields = { readonly [field: string]: unknown };

/** One zone, line, door or queue of a window, or its store, while the gate works on it. */
export interface Group {
  readonly plan: GroupSpec;
  /** The window's own until they are changed. */
  fields: Fields;
  isChanged: boolean;
}

/** Changes a field of the group, and not that of the window which it came from. */
export function setField(group: Group, field: string, value: unknown): void {
  if (group.fields[field] === value) return;
  if (!group.isChanged) {
    group.fields = { ...group.fields };
    group.isChanged = true;
  }
  (group.fields as { [field: string]: unknown })[field] = value;
}

type Item = Readonly<Record<string, unknown>>;

/** The groups of a window, by their key. */
export function listGroups(window: WindowSummary, plans: GroupSpecs): Map<string, Group> {
  const groups = new Map<string, Group>();
  const put = (plan: GroupSpec, fields: object) => {
    groups.set(plan.key, { plan, fields: fields as Fields, isChanged: false });
  };
  for (const list of plans.lists)
    for (const item of window[list] as readonly Item[]) {
      const plan = plans.at(list, item[ID_IN[list]] as string);
      if (plan !== undefined) put(plan, item);
    }
  put(plans.store, window.store);
  if (window.shopfront !== null) put(plans.shopfront, window.shopfront);
  return groups;
}

type Grouped = Pick<WindowSummary, GroupList | 'store' | 'shopfront'>;

/**
 * What a window consists of with these groups in place of its own. Nothing else is in it: a window that was kept under
 * other settings may have what people do inside.
 */
export function selectLists(
  window: WindowSummary,
  groups: ReadonlyMap<string, Group>,
  plans: GroupSpecs,
): Grouped {
  const lists: Record<string, unknown> = { zones: [], queues: [], trolleys: [], products: [] };
  for (const list of plans.lists) {
    const items = window[list] as readonly Item[];
    const fieldsOf = (item: Item) =>
      groups.get(plans.at(list, item[ID_IN[list]] as string)?.key ?? '')?.fields;
    lists[list] = items.flatMap((item) => fieldsOf(item) ?? []);
  }
  const store = groups.get('store')?.fields ?? window.store;
  const shopfront = window.shopfront && (groups.get('shopfront')?.fields ?? window.shopfront);
  return { ...lists, store, shopfront } as Grouped;
}

/** The window with these groups in place of its own. */
export function withGroups(
  window: WindowSummary,
  groups: ReadonlyMap<string, Group>,
  plans: GroupSpecs,
): WindowSummary {
  return isAnyChanged(groups) ? { ...window, ...selectLists(window, groups, plans) } : window;
}

function isAnyChanged(groups: ReadonlyMap<string, Group>): boolean {
  for (const { isChanged } of groups.values()) if (isChanged) return true;
  return false;
}
