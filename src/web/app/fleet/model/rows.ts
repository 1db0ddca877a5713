/** Rows of the panels as the server sends them. The SQL of the panels in src/cloud/sql/panels defines them. */
export interface StoreRow {
  readonly tenant: string;
  readonly store: string;
  readonly name: string | null;
  readonly region: string | null;
  readonly entries: number | null;
  readonly entries_half: number | null;
  readonly usual_entries: number | null;
  readonly change_to_usual: number | null;
  readonly is_beyond_usual: boolean | null;
  readonly coverage: number | null;
  readonly conversion: number | null;
  readonly usual_conversion: number | null;
  /** True when the fall is larger than chance explains. */
  readonly has_conversion_fallen: boolean | null;
}

export interface SparkRow {
  readonly store: string;
  readonly days: readonly string[];
  readonly entries: readonly (number | null)[];
}

export interface AlertRow {
  readonly rule: string;
  readonly owner: string;
  readonly store: string;
  readonly gateway: string;
  readonly value: number;
  readonly says: string;
}

export interface GatewayRow {
  readonly store: string;
  readonly gateway: string;
  readonly state: string | null;
  readonly version: string | null;
  readonly last_state_at: string | null;
  readonly last_row_at: string | null;
  readonly waiting_rows: number | null;
  readonly disk_free: number | null;
  readonly sensors_down: readonly string[];
}

export type Measure = 'entries' | 'capture' | 'conversion' | 'visit' | 'bounce' | 'happy' | 'wait';

export interface NumberRow {
  readonly measure: Measure;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly than: number | null;
  readonly than_low: number | null;
  readonly than_high: number | null;
  readonly weeks: number | null;
  readonly days: number;
  readonly part: number | null;
  readonly whole: number | null;
  readonly coverage?: number | null;
  readonly is_over?: boolean | null;
}

export interface DayRow {
  readonly local_day: string;
  readonly entries: number | null;
  readonly half: number | null;
  readonly usual: number | null;
  readonly sales: number | null;
  readonly partly_seen: number;
  readonly coverage: number;
  readonly is_over: boolean;
}

export interface HourRow {
  readonly hour_of_day: number;
  readonly entries: number | null;
  readonly half: number | null;
  readonly usual: number | null;
  readonly coverage: number | null;
  readonly expected: number | null;
  /** Ends of the range that the forecast expects with 80 % probability. Null for more than one store. */
  readonly expected_low: number | null;
  readonly expected_high: number | null;
}

export interface HeatRow {
  readonly weekday: number;
  readonly hour_of_day: number;
  readonly entries: number | null;
}

export interface FunnelRow {
  readonly stage: 'street' | 'entry' | 'zone' | 'engaged' | 'queue' | 'served' | 'sale';
  readonly people: number;
  readonly of_stage: FunnelRow['stage'] | null;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface CompareRow {
  readonly store: string;
  readonly name: string | null;
  readonly region: string | null;
  readonly days: number | null;
  readonly entries: number | null;
  readonly half: number | null;
  readonly than_entries: number | null;
  readonly change: number | null;
  readonly is_beyond: boolean | null;
  readonly conversion: number | null;
  readonly conversion_low: number | null;
  readonly conversion_high: number | null;
  readonly than_conversion: number | null;
  /** True when the fall is larger than chance explains. */
  readonly has_conversion_fallen: boolean | null;
}

export interface DefinitionRow {
  readonly store: string;
  readonly kind: string;
  readonly thing: string;
  readonly name: string;
  readonly def: string;
  readonly visit_s: number | null;
  readonly engaged_s: number | null;
  readonly sensors: readonly string[];
  readonly age_days: number | null;
}
