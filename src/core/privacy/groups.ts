import type { WindowSummary } from '../metrics/summary.ts';
import type { Rules } from './egress-rules.ts';
import { WINDOW_RULES } from './egress-rules.ts';

type Fields = { readonly [field: string]: unknown };

/** One zone, line, door or queue of a window, or its store, while the gate works on it. */
export interface Group {
  readonly key: string;
  readonly rules: Rules;
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

/** Those that tell who comes and goes, without those that tell what people do inside. */
export interface Scope {
  readonly doorLines: ReadonlySet<string>;
}

const AROUND = [
  ['doors', 'door'],
  ['lines', 'line'],
  ['feedback', 'sensor'],
  ['radios', 'sensor'],
] as const;
const INSIDE = [
  ['zones', 'zone'],
  ['queues', 'zone'],
  ['trolleys', 'zone'],
  ['products', 'tag'],
] as const;
const ALL = [...INSIDE, ...AROUND] as const;

type Item = Readonly<Record<string, unknown>>;

/** The groups of a window. */
export function groupsOf(window: WindowSummary, scope?: Scope): Map<string, Group> {
  const groups = new Map<string, Group>();
  const put = (key: string, rules: Rules, fields: object) => {
    groups.set(key, { key, rules, fields: fields as Fields, isChanged: false });
  };
  for (const [list, id] of scope === undefined ? ALL : AROUND) {
    for (const item of window[list] as unknown as readonly Item[]) {
      const name = item[id] as string;
      if (scope !== undefined && list === 'lines' && !scope.doorLines.has(name)) continue;
      put(`${list}/${name}`, WINDOW_RULES[list], item);
    }
  }
  put('store', WINDOW_RULES.store, window.store);
  if (window.shopfront !== null) put('shopfront', WINDOW_RULES.shopfront, window.shopfront);
  return groups;
}

/** The window with these groups in place of its own. */
export function withGroups(
  window: WindowSummary,
  groups: ReadonlyMap<string, Group>,
  scope?: Scope,
): WindowSummary {
  if (!isAnyChanged(groups)) return window;
  const changed: Record<string, unknown> = {};
  for (const [list, id] of scope === undefined ? ALL : AROUND) {
    const items = window[list] as unknown as readonly Item[];
    changed[list] = items.map((item) => groups.get(`${list}/${item[id]}`)?.fields ?? item);
  }
  const store = groups.get('store')?.fields ?? window.store;
  const shopfront = window.shopfront && (groups.get('shopfront')?.fields ?? window.shopfront);
  return { ...window, ...changed, store, shopfront } as WindowSummary;
}

function isAnyChanged(groups: ReadonlyMap<string, Group>): boolean {
  for (const { isChanged } of groups.values()) if (isChanged) return true;
  return false;
}

/** The cell of a field that a rule names; `zone.` before it: of the zone that the group belongs to. */
export function neighbourOf({ key }: Group, field: string): string {
  return field.startsWith('zone.')
    ? `zones/${key.slice(key.indexOf('/') + 1)}/${field.slice('zone.'.length)}`
    : `${key}/${field}`;
}
