import type { DwellBin } from '../metrics/dwell-sketch.ts';
import type { DwellTotals } from '../metrics/dwell-summary.ts';

/** `[n, censored, sumMs, maxMs, resolutionMs, bins]` */
export type SavedDwell = readonly [number, number, number, number, number, readonly DwellBin[]];

/** Lengths of visits being added up, in place: what a sorted list of bins costs is paid once, when they leave. */
export class DwellCounts {
  #n = 0;
  #censored = 0;
  #sumMs = 0;
  #maxMs = 0;
  #resolutionMs = 0;
  readonly #bins = new Map<number, [ended: number, censored: number]>();

  get n(): number {
    return this.#n;
  }

  add({ n, censored, sumMs, maxMs, resolutionMs, bins }: DwellTotals): void {
    this.#n += n;
    this.#censored += censored;
    this.#sumMs += sumMs;
    this.#maxMs = Math.max(this.#maxMs, maxMs);
    this.#resolutionMs = Math.max(this.#resolutionMs, resolutionMs);
    for (const [bin, ended, cut] of bins) this.#count(bin, ended, cut);
  }

  merge(later: DwellCounts): void {
    this.add({ ...later.totals(), bins: [...later.#unsorted()] });
  }

  totals(): DwellTotals {
    return {
      ...{ n: this.#n, censored: this.#censored, sumMs: this.#sumMs },
      ...{ maxMs: this.#maxMs, resolutionMs: this.#resolutionMs },
      bins: [...this.#unsorted()].sort(([a], [b]) => a - b),
    };
  }

  snapshot(): SavedDwell {
    const bins = [...this.#unsorted()];
    return [this.#n, this.#censored, this.#sumMs, this.#maxMs, this.#resolutionMs, bins];
  }

  restore([n, censored, sumMs, maxMs, resolutionMs, bins]: SavedDwell): void {
    this.add({ n, censored, sumMs, maxMs, resolutionMs, bins });
  }

  *#unsorted(): Generator<DwellBin> {
    for (const [bin, [ended, censored]] of this.#bins) yield [bin, ended, censored];
  }

  #count(bin: number, ended: number, censored: number): void {
    const sum = this.#bins.get(bin);
    if (sum === undefined) this.#bins.set(bin, [ended, censored]);
    else {
      sum[0] += ended;
      sum[1] += censored;
    }
  }
}
