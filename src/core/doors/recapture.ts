import type { Json } from '../types.ts';
import type { Direction } from './crossing.ts';

/** A witness's crossing with no other within this time is one that can be told apart. */
const ALONE_MS = 4_000;
/** Two sensors of a door see the same person within this time. */
const SAME_MS = 2_000;
/** Before anything was witnessed: so many crossings, of which one in a hundred was missed. */
const PRIOR_TRIALS = 100;
const PRIOR_MISSES = 1;
/** Older trials fade when there are this many. */
const MAX_TRIALS = 4_000;
/** A sensor that misses more is not corrected but in dispute. */
const MIN_SHARE = 0.85;

interface Passed {
  readonly at: number;
  readonly direction: Direction;
}

/**
 * How much the best sensor of a door misses, by asking another one: of the crossings that the witness saw by themselves,
 * the share that the best one saw too (Lincoln and Petersen's capture and recapture). The witness may take pairs for one
 * person; it is asked only whether somebody passed.
 */
export class Recapture {
  #witnessed: Passed[] = [];
  #seen: Passed[] = [];
  /** Judged ones stay for a while as neighbours of others. */
  #judgedTo = 0;
  #trials = PRIOR_TRIALS;
  #hits = PRIOR_TRIALS - PRIOR_MISSES;

  /** People per person that the best sensor sees. */
  get factor(): number {
    return 1 / Math.max(MIN_SHARE, this.#hits / this.#trials);
  }

  witness(at: number, direction: Direction): void {
    this.#witnessed.push({ at, direction });
  }

  see(at: number, direction: Direction): void {
    this.#seen.push({ at, direction });
  }

  /** One of the two was not up: what the other one saw proves nothing. */
  reset(): void {
    this.#witnessed = [];
    this.#seen = [];
  }

  advance(at: number): void {
    for (const [i, passed] of this.#witnessed.entries()) {
      if (passed.at > at - ALONE_MS) break;
      if (passed.at > this.#judgedTo && this.#isAlone(i, passed)) this.#judge(passed);
    }
    const keepFrom = at - 2 * ALONE_MS;
    this.#witnessed = this.#witnessed.filter((passed) => passed.at >= keepFrom);
    this.#seen = this.#seen.filter((passed) => passed.at >= keepFrom - SAME_MS);
  }

  snapshot(): Json {
    return [this.#trials, this.#hits, this.#judgedTo];
  }

  restore(saved: Json): void {
    [this.#trials = PRIOR_TRIALS, this.#hits = PRIOR_TRIALS, this.#judgedTo = 0] =
      saved as readonly number[] as [number, number, number];
  }

  #isAlone(index: number, { at }: Passed): boolean {
    const before = this.#witnessed[index - 1];
    const after = this.#witnessed[index + 1];
    return (
      (before === undefined || at - before.at > ALONE_MS) && (after === undefined || after.at - at > ALONE_MS)
    );
  }

  #judge({ at, direction }: Passed): void {
    this.#judgedTo = at;
    const isSeen = this.#seen.some(
      (passed) => passed.direction === direction && Math.abs(passed.at - at) <= SAME_MS,
    );
    this.#trials += 1;
    if (isSeen) this.#hits += 1;
    if (this.#trials <= MAX_TRIALS) return;
    this.#trials /= 2;
    this.#hits /= 2;
  }
}
