import { withoutDerived } from '../metrics/merging/derived-metrics.ts';
import { mergeWindows } from '../metrics/merging/merge-windows.ts';
import { NO_UNIQUE } from '../metrics/radio-metrics.ts';
import type { Restatement } from '../model/restatement.ts';
import type { GroupList, WindowSummary } from '../model/window-summary.ts';
import { roundCoverage } from '../statistics/round-share.ts';
import { isoTime, parseIsoTime } from '../time/iso-time.ts';
import type { Cell, CellSet } from './cell-set.ts';
import type { Group } from './groups.ts';
import { setField } from './groups.ts';
import { addTo } from './restate.ts';
import type { Amounts } from './suppression.ts';

/** From this length on a window's counts are exact; it is also the length of the windows that the gate adds. */
export const COARSE_MS = 900_000;

/** The quarter of an hour under way. */
export type QuarterTotals = {
  readonly startMs: number;
  /** The true amounts so far: a few windows in a row, put together now and then. */
  readonly parts: readonly WindowSummary[];
  readonly isAnyWithheld: boolean;
};

/** Each is in every checkpoint, and putting them together costs more than a close may: every sixth time is enough. */
const MAX_PARTS = 6;

export function withPart(parts: readonly WindowSummary[], next: WindowSummary): readonly WindowSummary[] {
  const all = [...parts, plain(next)];
  return all.length < MAX_PARTS ? all : [plain(mergeWindows(all))];
}

/** Without what is worked out anew of the whole quarter: checkpoints need not hold it. */
function plain(window: WindowSummary): WindowSummary {
  // Nobody is known again over a quarter of an hour.
  const radios = window.radios.map((radio) => ({ ...radio, ...NO_UNIQUE }));
  return { ...window, radios, ...withoutDerived(window) };
}

export function valueAt(groups: ReadonlyMap<string, Group>, { group, field }: Cell): number | null {
  const value = groups.get(group)?.fields[field];
  return typeof value === 'number' ? value : null;
}

/** What was carried comes to the set's cells, as far as the groups know them; undefined where they know none. */
export function takeCarriedOver(
  groups: ReadonlyMap<string, Group>,
  { cells }: CellSet,
  carry: Amounts,
): readonly number[] | undefined {
  let amounts: number[] | undefined;
  for (const { id, group: key, field } of cells) {
    const group = groups.get(key);
    const value = group?.fields[field];
    if (group === undefined || typeof value !== 'number') continue;
    const amount = value + (carry[id] ?? 0);
    if (amounts === undefined) amounts = [amount];
    else amounts.push(amount);
    setField(group, field, amount);
  }
  return amounts;
}

export function toAmounts(groups: ReadonlyMap<string, Group>, { cells }: CellSet): Amounts {
  const known = cells.map((cell) => [cell.id, valueAt(groups, cell)] as const);
  return Object.fromEntries(known.filter((entry): entry is readonly [string, number] => entry[1] !== null));
}

export function subtract(groups: ReadonlyMap<string, Group>, amounts: Amounts): void {
  for (const [id, amount] of Object.entries(amounts)) {
    const at = id.lastIndexOf('/');
    const group = groups.get(id.slice(0, at));
    const field = id.slice(at + 1);
    const value = group?.fields[field];
    if (group !== undefined && typeof value === 'number') setField(group, field, value - amount);
  }
}

/** The quarter of an hour under way, with what was restored to those of its windows that are out already. */
export function withRestated(
  quarter: QuarterTotals,
  restatement: Restatement,
  restated: readonly WindowSummary[],
): QuarterTotals {
  if (restatement.kind !== 'crossings') return quarter;
  const { door } = restatement;
  const own = restated.filter(({ startAt }) => parseIsoTime(startAt) >= quarter.startMs);
  const doors = own.flatMap((window) => window.doors.filter((each) => each.door === door));
  const sum = (direction: 'in' | 'out') => doors.reduce((total, each) => total + (each[direction] ?? 0), 0);
  const restored = addTo(mergeWindows(quarter.parts), door, { in: sum('in'), out: sum('out') });
  return { ...quarter, parts: [restored] };
}

/** What was merged, as the whole quarter of an hour; what is missing of it was not covered. */
export function inQuarter({ startMs }: QuarterTotals, merged: WindowSummary): WindowSummary {
  const share = merged.durationMs / COARSE_MS;
  const scaled = <T extends { readonly coverage: number }>(item: T): T => ({
    ...item,
    coverage: roundCoverage(item.coverage * share),
  });
  const groups: Pick<WindowSummary, 'sensors' | GroupList | 'store' | 'shopfront'> = {
    sensors: merged.sensors.map(scaled),
    zones: merged.zones.map(scaled),
    lines: merged.lines.map(scaled),
    doors: merged.doors.map(scaled),
    queues: merged.queues.map(scaled),
    feedback: merged.feedback.map(scaled),
    trolleys: merged.trolleys.map(scaled),
    products: merged.products.map(scaled),
    radios: merged.radios.map(scaled),
    store: scaled(merged.store),
    shopfront: merged.shopfront && scaled(merged.shopfront),
  };
  return {
    ...merged,
    ...groups,
    startAt: isoTime(startMs),
    durationMs: COARSE_MS,
    // Above what the store itself may make of the short windows when it runs out of room.
    revision: merged.revision + 1,
  };
}
