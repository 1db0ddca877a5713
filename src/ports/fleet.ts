/** The panels of the fleet pages. Each is one SQL statement that Grafana's dashboards also use. */
export const PANELS = [
  'stores',
  'sparks',
  'days',
  'hours',
  'heat',
  'key-numbers',
  'more-numbers',
  'compare',
  'funnel',
  'zones',
  'queues',
  'journeys',
  'visits',
  'feedback',
  'doors',
  'quality',
  'gaps',
  'refused',
  'alerts',
  'gateways',
  'versions',
  'definitions',
  'events',
] as const;
export type PanelName = (typeof PANELS)[number];

/** Value that selects every region, or every store, that the person may see. */
export const EVERY = '__all';

/**
 * What a range is compared with: the same weekdays of the eight weeks before, or the range one, four or 52 weeks
 * earlier.
 */
export const COMPARISONS = ['weekday', 'week', 'month', 'year'] as const;

export interface PanelValues {
  readonly tenant: string;
  readonly region: string;
  readonly stores: readonly string[];
  /** First and last local day, both included, as `2026-11-28`. */
  readonly first: string;
  readonly last: string;
  readonly versus: (typeof COMPARISONS)[number];
}

export type PanelCell =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly (string | number | null)[]
  | object;
export type PanelRow = Readonly<Record<string, PanelCell>>;

/** The reader's keys, `person:NAME` and `group:NAME`, as in the table `lintel.reader_right`. */
export type ReaderKeys = readonly string[];

export interface TenantRange {
  readonly tenant: string;
  readonly stores: number;
  readonly regions: readonly string[];
  /** The newest local day that is over in all stores of the tenant. */
  readonly yesterday: string;
}

export interface FleetReader {
  /** Tenants with at least one store that the person may see. */
  tenants(keys: ReaderKeys): Promise<readonly TenantRange[]>;
  /** Rejects with FleetUnavailable when the database does not answer in time. */
  panel(keys: ReaderKeys, name: PanelName, values: PanelValues): Promise<readonly PanelRow[]>;
}

/** The database cannot be reached, or took too long. */
export class FleetUnavailable extends Error {
  override readonly name = 'FleetUnavailable';
}
