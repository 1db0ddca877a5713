import type { DwellSummary, WindowSummary, ZoneSummary } from '../../../src/core/model/window-summary.ts';
import { DAY_MS, FIRST_DAY, MINUTE_MS, zoneName } from './store-facts.ts';

/** What was published of one zone for some time. */
export interface Seen {
  readonly entries: number | null;
  readonly exits: number | null;
  readonly dwell: DwellSummary | null;
  readonly startMs: number;
  readonly endMs: number;
}

const FINEST_FIRST_MS = [MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS] as const;

export type Field = 'entries' | 'exits' | 'dwell';
export const FIELDS: readonly Field[] = ['entries', 'exits', 'dwell'];

/** All that left, as an attacker sorts it: by zone and time, of every length; or of it these fields alone. */
export class Published {
  readonly #fields: ReadonlySet<Field>;
  readonly #cells = new Map<string, Seen>();

  constructor(fields: readonly Field[] = FIELDS) {
    this.#fields = new Set(fields);
  }

  addMessage(window: WindowSummary): void {
    const startMs = Date.parse(window.startAt) - FIRST_DAY;
    for (const zone of window.zones) this.#put(zone, startMs, startMs + window.durationMs);
    for (const { fromAt, toAt, zones } of window.inside)
      for (const zone of zones) this.#put(zone, Date.parse(fromAt) - FIRST_DAY, Date.parse(toAt) - FIRST_DAY);
  }

  #put(zone: ZoneSummary, startMs: number, endMs: number): void {
    const told = <F extends Field>(field: F): ZoneSummary[F] | null =>
      this.#fields.has(field) ? zone[field] : null;
    this.#cells.set(keyOf(zone.zone, startMs, endMs - startMs), {
      ...{ entries: told('entries'), exits: told('exits'), dwell: told('dwell'), startMs, endMs },
    });
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
