import type { DwellBin } from './amounts.ts';

/**
 * Edges of the bins of dwell in seconds: ten a decade from 5 s (ISO 3, series R10). A length read from a bin is at most
 * 12 % off. The edges never change: bins of any days, zones and gateways add up.
 */
const EDGES_S: readonly number[] = [
  ...[
    0, 5, 6.3, 8, 10, 12.5, 16, 20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630,
    800,
  ],
  ...[1_000, 1_250, 1_600, 2_000, 2_500, 3_150, 4_000, 5_000, 6_300, 8_000, 10_000, 12_500, 16_000, 20_000],
];

/** The bin that a dwell lies in, without visits. */
export function findDwellBin(dwellS: number): readonly [fromS: number, toS: number | null] {
  const index = EDGES_S.findLastIndex((edge) => edge <= dwellS);
  return [EDGES_S[index] ?? 0, EDGES_S[index + 1] ?? null];
}

type Counts = [ended: number, cut: number];

/** Ended and cut visits by the lower edge of their bin. */
export type SavedDwell = readonly (readonly [
  id: string,
  bins: readonly (readonly [edgeS: number, ...Counts])[],
])[];

/** How long people stayed in each zone, until a day is over (R5). */
export class DwellTotals {
  readonly #zones = new Map<string, Map<number, Counts>>();

  add(id: string, bins: readonly DwellBin[]): void {
    for (const [fromS, , ended, cut] of bins) this.#count(id, findDwellBin(fromS)[0], [ended, cut]);
  }

  /** Zone → bins, of the zones with enough visits; the others wait. */
  release(minimumCount: number): ReadonlyMap<string, readonly DwellBin[]> {
    const released = new Map<string, readonly DwellBin[]>();
    for (const [id, zone] of this.#zones) {
      const bins = [...zone].sort(([a], [b]) => a - b).map(binOf);
      const visits = bins.reduce((sum, bin) => sum + visitsIn(bin), 0);
      if (visits < Math.max(1, minimumCount)) continue;
      released.set(id, atLeast(minimumCount, bins));
      this.#zones.delete(id);
    }
    return released;
  }

  snapshot(): SavedDwell {
    return [...this.#zones].map(([id, bins]) => [id, [...bins].map(([edge, counts]) => [edge, ...counts])]);
  }

  restore(saved: SavedDwell): void {
    this.#zones.clear();
    for (const [id, bins] of saved) for (const [edgeS, ...counts] of bins) this.#count(id, edgeS, counts);
  }

  #count(id: string, edgeS: number, [ended, cut]: Readonly<Counts>): void {
    const zone = this.#zones.get(id) ?? new Map<number, Counts>();
    const [endedBefore, cutBefore] = zone.get(edgeS) ?? [0, 0];
    zone.set(edgeS, [endedBefore + ended, cutBefore + cut]);
    this.#zones.set(id, zone);
  }
}

function binOf([edgeS, [ended, cut]]: [number, Counts]): DwellBin {
  return [...findDwellBin(edgeS), ended, cut];
}

function visitsIn([, , ended, cut]: DwellBin): number {
  return ended + cut;
}

/** Neighbouring bins put together until each holds so many visits. Bins rise. */
export function atLeast(minimumCount: number, bins: readonly DwellBin[]): DwellBin[] {
  const left: DwellBin[] = [];
  let open: DwellBin | undefined;
  for (const bin of bins) {
    open = open === undefined ? bin : together(open, bin);
    if (visitsIn(open) < minimumCount) continue;
    left.push(open);
    open = undefined;
  }
  const last = left.pop();
  // Visits at the end that are too few to stand alone.
  if (open !== undefined) return [...left, last === undefined ? open : together(last, open)];
  return last === undefined ? left : [...left, last];
}

function together([fromS, , ended, cut]: DwellBin, [, toS, moreEnded, moreCut]: DwellBin): DwellBin {
  return [fromS, toS, ended + moreEnded, cut + moreCut];
}
