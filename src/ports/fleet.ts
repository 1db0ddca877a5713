/** What the fleet's pages show. Each is one statement that Grafana's dashboards hold too. */
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

/** Stands for every region, or every store, that the person may see. */
export const EVERY = '__all';

/** What a range is compared with: the same weekdays of eight weeks; one, four, or 52 weeks before. */
export const COMPARISONS = ['weekday', 'week', 'month', 'year'] as const;

export interface PanelValues {
  readonly tenant: string;
  readonly region: string;
  readonly stores: readonly string[];
  /** Local days, both included: 2026-11-28. */
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

/** Who asks: keys that lines of `lintel.reader_right` name, `person:NAME` and `group:NAME`. */
export type ReaderKeys = readonly string[];

export interface TenantRange {
  readonly tenant: string;
  readonly stores: number;
  readonly regions: readonly string[];
  /** The newest local day that is over in all its stores. */
  readonly yesterday: string;
}

export interface FleetReader {
  /** Tenants of which the person may see a store. */
  tenants(keys: ReaderKeys): Promise<readonly TenantRange[]>;
  /** Rejects with FleetUnavailable where the database does not answer in time. */
  panel(keys: ReaderKeys, name: PanelName, values: PanelValues): Promise<readonly PanelRow[]>;
}

/** The database cannot be reached, or took too long. */
export class FleetUnavailable extends Error {
  override readonly name = 'FleetUnavailable';
}
