import type { DwellBin } from '../../../src/core/privacy/amounts.ts';
import type { PassedRow } from '../../../src/core/privacy/passed-row.ts';
import type { DayRow, IndoorRow } from '../../../src/core/privacy/rows.ts';
import { DAY_MS, FIRST_DAY, zoneName } from './store-facts.ts';

/** What left of one zone for some time, in ms since the first day. */
export interface ZoneCell {
  readonly startMs: number;
  readonly endMs: number;
  readonly in: number;
  readonly out: number;
  readonly engaged: number;
}

export interface BinCell {
  readonly startMs: number;
  readonly endMs: number;
  readonly visits: number;
  readonly personTimeS: number;
  readonly dwellS: number;
  readonly bins: readonly DwellBin[];
}

/** All that left of zones, as an attacker sorts it. */
export class PublishedRows {
  readonly #cells = new Map<string, ZoneCell[]>();
  readonly #bins = new Map<string, BinCell[]>();

  take(rows: readonly PassedRow[]): void {
    for (const passed of rows) {
      if (passed.stream === 'indoor') this.#takeIndoor(passed.row);
      if (passed.stream === 'day') this.#takeDay(passed.row);
    }
  }

  #takeIndoor(row: IndoorRow): void {
    for (const { id, since, out, ...zone } of row.zones ?? []) {
      if (typeof out !== 'number') continue;
      const cell = { startMs: Date.parse(since) - FIRST_DAY, endMs: endOf(row) };
      push(this.#cells, id, { ...cell, in: zone.in ?? 0, out, engaged: zone.engaged ?? 0 });
    }
  }

  #takeDay(row: DayRow): void {
    for (const { id, since, bins = [], personTimeS, dwellS } of row.zones ?? []) {
      if (typeof dwellS !== 'number') continue;
      const visits = bins.reduce((sum, [, , ended, cut]) => sum + ended + cut, 0);
      const cell = { startMs: Date.parse(since) - FIRST_DAY, endMs: endOf(row), visits, bins };
      push(this.#bins, id, { ...cell, dwellS, personTimeS: personTimeS ?? 0 });
    }
  }

  /** The row that a moment of a day counts in. */
  cell(zone: number, day: number, ms: number): ZoneCell | undefined {
    return covering(this.cells(zone), day * DAY_MS + ms);
  }

  bins(zone: number, day: number, ms: number): BinCell | undefined {
    return covering(this.allBins(zone), day * DAY_MS + ms);
  }

  cells(zone: number): readonly ZoneCell[] {
    return this.#cells.get(zoneName(zone)) ?? [];
  }

  allBins(zone: number): readonly BinCell[] {
    return this.#bins.get(zoneName(zone)) ?? [];
  }
}

function endOf({ from, seconds }: IndoorRow | DayRow): number {
  return Date.parse(from) + seconds * 1_000 - FIRST_DAY;
}

function push<T>(lists: Map<string, T[]>, id: string, item: T): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [item]);
  else list.push(item);
}

/** Cells rise in time and do not overlap: binary search. */
function covering<T extends { readonly startMs: number; readonly endMs: number }>(
  cells: readonly T[],
  atMs: number,
): T | undefined {
  let [low, high] = [0, cells.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const cell = cells[middle];
    if (cell === undefined) return undefined;
    if (atMs < cell.startMs) high = middle - 1;
    else if (atMs >= cell.endMs) low = middle + 1;
    else return cell;
  }
  return undefined;
}
