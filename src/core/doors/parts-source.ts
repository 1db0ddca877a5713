import { TWO_SIDED_95 } from '../model/estimate.ts';
import { CountSource } from './count-source.ts';

/** Largest relative error of a sum with missing parts. */
const MAX_SD = 2;

/**
 * Adds up sources that each see a share of a door's width. A sum without one of them is still used, but any source that
 * sees all people is preferred.
 */
export class PartsSource extends CountSource {
  readonly parts: readonly CountSource[];
  /** Missing parts per part that is up. */
  #missing = 0;

  constructor(parts: readonly [CountSource, ...CountSource[]]) {
    const [first] = parts;
    super(parts.map(({ id }) => id).join('+'), first.sensor, first.kind, first.believedSd);
    this.parts = parts;
  }

  override isUp(at: number): boolean {
    const up = this.parts.filter((part) => part.isUp(at));
    this.#missing = up.length === 0 ? 0 : this.parts.length / up.length - 1;
    return up.length > 0;
  }

  override wasUpSince(from: number, at: number): boolean {
    return this.parts.every((part) => part.wasUpSince(from, at));
  }

  override sd(...args: Parameters<CountSource['sd']>): number {
    // As many people as at the other parts are at the end of the interval.
    return this.#missing > 0 ? Math.min(MAX_SD, this.#missing / TWO_SIDED_95) : super.sd(...args);
  }
}
