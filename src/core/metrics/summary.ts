import type { DwellBin } from './dwell-sketch.ts';

/**
 * The window summary: what leaves the box once it has passed the egress gate. Every group carries the coverage of the
 * sensors it needs, the number of events it rests on, and the definition of its numbers. Without coverage every number
 * of a group is null, never 0.
 */
export interface WindowSummary {
  /** ISO 8601, UTC. */
  readonly startAt: string;
  readonly durationMs: number;
  /** Starts at 1; a higher one replaces all lower ones of the same start and duration. */
  readonly revision: number;
  /** True when the gateway was stopped in it: the rest comes with a higher revision, if it comes. */
  readonly partial: boolean;
  readonly sensors: readonly SensorSummary[];
  readonly zones: readonly ZoneSummary[];
  readonly lines: readonly LineSummary[];
  readonly doors: readonly DoorSummary[];
  readonly store: StoreSummary;
}

interface Group {
  /** Live time of the sensors needed ÷ window, 0–1. */
  readonly coverage: number;
  /** How many visits, crossings or events the group's numbers rest on. */
  readonly n: number | null;
  /** Name, version and thresholds of what is counted. */
  readonly definition: string;
}

export interface SensorSummary {
  readonly sensor: string;
  readonly type: string;
  readonly coverage: number;
}

export interface ZoneSummary extends Group {
  readonly zone: string;
  readonly entries: number | null;
  readonly exits: number | null;
  /** Visits that ended in this window and lasted the visit time. */
  readonly visits: number | null;
  readonly engaged: number | null;
  /** Person-milliseconds spent inside during the window. */
  readonly presenceMs: number | null;
  readonly peopleMax: number | null;
  /** Of the visits that ended in this window. */
  readonly dwell: DwellSummary | null;
}

export interface DwellSummary {
  readonly n: number;
  /** Visits whose true beginning or end was not seen: they lasted at least this long. */
  readonly censored: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Kaplan–Meier; null when too much is censored to tell. */
  readonly medianMs: number | null;
  readonly medianLowMs: number | null;
  readonly medianHighMs: number | null;
  readonly p90Ms: number | null;
  readonly p90LowMs: number | null;
  readonly p90HighMs: number | null;
  /** The same visits as counts in logarithmic bins, for adding windows up. */
  readonly bins: readonly DwellBin[];
}

export interface LineSummary extends Group {
  readonly line: string;
  readonly in: number | null;
  readonly out: number | null;
}

export interface DoorSummary extends Group {
  readonly door: string;
  readonly in: number | null;
  readonly out: number | null;
}

export interface StoreSummary extends Group {
  readonly entries: number | null;
  readonly exits: number | null;
  /** At the window's end, with its 95 % interval. */
  readonly occupancy: number | null;
  readonly occupancyLow: number | null;
  readonly occupancyHigh: number | null;
}
