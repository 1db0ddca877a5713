import { CountSource } from './count-source.ts';

/** Relative error of a sum with a missing part. */
const INCOMPLETE_SD = 0.5;

/**
 * Adds up sources that each see a share of a door's width. A sum without one of them is still used, but any source that
 * sees all people is preferred.
 */
export class PartsSource extends CountSource {
  readonly parts: readonly CountSource[];
  #isIncomplete = false;

  constructor(parts: readonly [CountSource, ...CountSource[]]) {
    const [first] = parts;
    super(parts.map(({ id }) => id).join('+'), first.sensor, first.kind, first.believedSd);
    this.parts = parts;
  }

  override isUp(at: number): boolean {
    const up = this.parts.filter((part) => part.isUp(at));
    this.#isIncomplete = up.length < this.parts.length;
    return up.length > 0;
  }

  override wasUpSince(from: number, at: number): boolean {
    return this.parts.every((part) => part.wasUpSince(from, at));
  }

  override sd(...args: Parameters<CountSource['sd']>): number {
    return this.#isIncomplete ? INCOMPLETE_SD : super.sd(...args);
  }
}
