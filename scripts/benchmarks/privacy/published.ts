import type { DwellSummary, WindowSummary, ZoneSummary } from '../../../src/core/metrics/summary.ts';
import { DAY_MS, FIRST_DAY, MINUTE_MS, zoneName } from './shop-facts.ts';

/** What was published of one zone for some time. */
export interface Seen {
  readonly entries: number | null;
  readonly exits: number | null;
  readonly dwell: DwellSummary | null;
  readonly startMs: number;
  readonly endMs: number;
}

const FINEST_FIRST_MS = [MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS] as const;

/** All that left, as an attacker sorts it: by zone and time, of every length. */
export class Published {
  readonly #cells = new Map<string, Seen>();

  take(window: WindowSummary): void {
    const startMs = Date.parse(window.startAt) - FIRST_DAY;
    for (const zone of window.zones) this.#put(zone, startMs, startMs + window.durationMs);
    for (const { fromAt, toAt, zones } of window.inside)
      for (const zone of zones) this.#put(zone, Date.parse(fromAt) - FIRST_DAY, Date.parse(toAt) - FIRST_DAY);
  }

  #put({ zone, entries, exits, dwell }: ZoneSummary, startMs: number, endMs: number): void {
    this.#cells.set(keyOf(zone, startMs, endMs - startMs), { entries, exits, dwell, startMs, endMs });
  }

  /** The number that the moment counts in, of windows of this length. */
  at(zone: number, day: number, ms: number, durationMs: number): Seen | undefined {
    const at = day * DAY_MS + ms;
    return this.#cells.get(keyOf(zoneName(zone), Math.floor(at / durationMs) * durationMs, durationMs));
  }

  /** The finest that tells it. */
  finest<K extends 'entries' | 'exits' | 'dwell'>(
    zone: number,
    { day, ms, field }: { readonly day: number; readonly ms: number; readonly field: K },
  ): Seen | undefined {
    for (const durationMs of FINEST_FIRST_MS) {
      const seen = this.at(zone, day, ms, durationMs);
      if (seen !== undefined && seen[field] !== null) return seen;
    }
    return undefined;
  }

  /** All numbers of one length of a zone, for learning what is usual. */
  all(zone: number): readonly Seen[] {
    return [...this.#cells].flatMap(([key, seen]) => (key.startsWith(`${zoneName(zone)}/`) ? [seen] : []));
  }
}

function keyOf(zone: string, startMs: number, durationMs: number): string {
  return `${zone}/${startMs}/${durationMs}`;
}
