import type { Random } from '../kernel/random.ts';
import type { OpenHours, Scenario } from '../model/scenario.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface LocalTime {
  readonly midnightMs: number;
  /** Local hour, 0–23. */
  readonly hour: number;
  /** Day of the week: Monday is 0. */
  readonly weekday: number;
}

export function localTime(scenario: Scenario, atMs: number): LocalTime {
  const local = atMs + scenario.utcOffsetMs;
  const day = Math.floor(local / DAY_MS);
  return {
    midnightMs: day * DAY_MS - scenario.utcOffsetMs,
    hour: Math.floor((local - day * DAY_MS) / HOUR_MS),
    // 1970-01-01 was a Thursday, which is day 3.
    weekday: (((day + 3) % 7) + 7) % 7,
  };
}

/** Returns the day's opening hours as true times. Undefined when the store is closed. */
export function findOpening(scenario: Scenario, at: LocalTime): { fromMs: number; toMs: number } | undefined {
  const hours = scenario.opening[at.weekday];
  return hours === undefined || hours === null ? undefined : findHours(at, hours);
}

export function findHours({ midnightMs }: LocalTime, { fromMinute, toMinute }: OpenHours) {
  return { fromMs: midnightMs + fromMinute * 60_000, toMs: midnightMs + toMinute * 60_000 };
}

/** Draws the arrival times of groups in the hour that begins at `atMs`: a Poisson process with that hour's rate. */
export function groupArrivals(scenario: Scenario, atMs: number, random: Random): readonly number[] {
  const at = localTime(scenario, atMs);
  const opening = findOpening(scenario, at);
  const people = (scenario.visitorsPerHour[at.hour] ?? 0) * (scenario.weekdayWeights[at.weekday] ?? 1);
  const times = arrivalsInHour(people / meanGroupSize(scenario), atMs, random);
  return opening === undefined ? [] : times.filter((t) => t >= opening.fromMs && t < opening.toMs);
}

export function passerByArrivals(scenario: Scenario, atMs: number, random: Random): readonly number[] {
  return arrivalsInHour(scenario.passersByPerHour[localTime(scenario, atMs).hour] ?? 0, atMs, random);
}

function arrivalsInHour(rate: number, hourMs: number, random: Random): number[] {
  const times = Array.from({ length: random.poisson(rate) }, () => hourMs + random.unit() * HOUR_MS);
  return times.sort((a, b) => a - b);
}

function meanGroupSize({ groupSizes }: Scenario): number {
  const total = groupSizes.reduce((sum, share) => sum + share, 0);
  return groupSizes.reduce((sum, share, i) => sum + share * (i + 1), 0) / total;
}

export function hourStart(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}
