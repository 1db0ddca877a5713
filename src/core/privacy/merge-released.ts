import { withDerived } from '../metrics/merging/derived-metrics.ts';
import { mergeWindows } from '../metrics/merging/merge-windows.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import { GroupSpecs } from './group-specs.ts';
import type { Group } from './groups.ts';
import { listGroups, withGroups } from './groups.ts';
import { COARSE_MS } from './quarter-totals.ts';

/**
 * Windows that have passed the gate → one longer one. What a part withheld is not known of the whole either: a sum
 * without it would be too small. (Visits withheld in a quarter of an hour are counted in a later one.)
 */
export function mergeReleased(windows: readonly WindowSummary[]): WindowSummary {
  const merged = mergeWindows(windows);
  const plans = new GroupSpecs();
  const withheld = new Map<string, Set<string>>();
  for (const window of windows) {
    for (const [key, { fields }] of listGroups(window, plans)) {
      const names = ((fields['suppressed'] ?? []) as readonly string[]).filter(
        (name) => name !== 'dwell' || window.durationMs < COARSE_MS,
      );
      withheld.set(key, new Set([...(withheld.get(key) ?? []), ...names]));
    }
  }
  const groups = [...listGroups(merged, plans)].map(
    ([key, group]) => [key, without(group, withheld.get(key))] as const,
  );
  return withDerived(withGroups(merged, new Map(groups), plans));
}

function without({ fields: own, ...group }: Group, names: ReadonlySet<string> = new Set()): Group {
  const { suppressed: _suppressed, deferred: _deferred, ...fields } = own;
  const nulls = Object.fromEntries([...names].map((name) => [name, null]));
  const suppressed = names.size === 0 ? {} : { suppressed: [...names].sort() };
  return { ...group, fields: { ...fields, ...nulls, ...suppressed }, isChanged: true };
}
