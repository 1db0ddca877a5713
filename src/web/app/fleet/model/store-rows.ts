import type { StoreStatus } from './alert-words.ts';
import { badness, toStatus } from './alert-words.ts';
import type { AlertRow, GatewayRow, SparkRow, StoreRow } from './rows.ts';
import { byName, findName } from './store-names.ts';

/** A store in the list of stores, with its alarms and gateways. */
export interface ListedStore extends StoreRow {
  readonly status: StoreStatus;
  /** Alarms of the store, the most urgent first. */
  readonly alerts: readonly AlertRow[];
  readonly versions: readonly string[];
  readonly down: readonly string[];
  readonly heardAt: string | null;
  readonly spark: readonly (number | null)[];
}

interface Panels {
  readonly stores: readonly StoreRow[];
  readonly alerts: readonly AlertRow[];
  readonly gateways: readonly GatewayRow[];
  readonly sparks: readonly SparkRow[];
}

/** Sorts the stores that need a person to the top, and then the stores with the largest fall. */
export function listStores(
  { stores, alerts, gateways, sparks }: Panels,
  days: readonly string[],
): readonly ListedStore[] {
  const alertsOf = Map.groupBy(alerts, ({ store }) => store);
  const gatewaysOf = Map.groupBy(gateways, ({ store }) => store);
  const sparkOf = new Map(sparks.map((row) => [row.store, row]));
  return stores
    .map((row) => {
      const own = [...(alertsOf.get(row.store) ?? [])].sort((a, b) => badness(b) - badness(a));
      const devices = gatewaysOf.get(row.store) ?? [];
      return {
        ...row,
        status: toStatus(own),
        alerts: own,
        versions: [...new Set(devices.map(({ version }) => version ?? '?'))],
        down: devices.flatMap(({ sensors_down }) => sensors_down),
        heardAt: newest(devices),
        spark: valuesOn(days, sparkOf.get(row.store)),
      };
    })
    .sort((a, b) => worseFirst(a, b));
}

function worseFirst(a: ListedStore, b: ListedStore): number {
  const worst = ({ alerts: [first] }: ListedStore) => (first === undefined ? 0 : badness(first));
  return worst(b) - worst(a) || fall(a) - fall(b) || byName(findName(a), findName(b));
}

/** Returns the fall of people or of sales, the larger of the two. A change within chance counts as 0. */
function fall(row: StoreRow): number {
  const people = row.is_beyond_usual === true ? (row.change_to_usual ?? 0) : 0;
  return Math.min(people, conversionFall(row) ?? 0);
}

/** Returns the relative fall of the conversion, a number below 0. Undefined when the fall is within chance. */
export function conversionFall(row: StoreRow): number | undefined {
  const { has_conversion_fallen: isFallen, conversion, usual_conversion: usual } = row;
  return isFallen === true && conversion !== null && usual !== null && usual > 0
    ? conversion / usual - 1
    : undefined;
}

function newest(devices: readonly GatewayRow[]): string | null {
  const times = devices.flatMap(({ last_row_at, last_state_at }) => [last_row_at ?? '', last_state_at ?? '']);
  return times.sort().at(-1) || null;
}

function valuesOn(days: readonly string[], row: SparkRow | undefined): readonly (number | null)[] {
  return days.map((day) => row?.entries[row.days.indexOf(day)] ?? null);
}
