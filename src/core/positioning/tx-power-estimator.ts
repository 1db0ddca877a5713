/** One belief about how much stronger a tag sends than those the map was learned with: ~ N(offsetDb, sdDb²). */
export interface TxPowerHypothesis {
  /** How likely this guess is against the others. */
  readonly share: number;
  readonly offsetDb: number;
  readonly sdDb: number;
}

/**
 * A tag in five is of another make, set to another power or carried deep in a bag: twelve receivers tell within seconds,
 * four never would if they had first to be talked out of a prejudice. Told a half, tags like the others fare worse: of
 * random six receivers, taught, .02 of 6 zones.
 */
const UNLIKE: TxPowerHypothesis = { share: 0.2, offsetDb: 0, sdDb: 8 };
/** A guess a thousand times less likely than the other is dropped: the other follows the tag from there. */
const UNLIKELY = 0.001;
/** Batteries fade over months; how a tag is carried changes within a visit. */
const DRIFT_DB = 0.1;
const LEAST_SD_DB = 0.5;

/**
 * Estimates the transmit power of one tag. Tags of one store are mostly alike. A known power is worth as much as half
 * of the receivers. But a tag wrongly taken for a usual one appears in the wrong zone. Both possibilities therefore
 * stay open until the levels decide.
 */
export class TxPowerEstimator {
  #guesses: readonly TxPowerHypothesis[];

  constructor(offsetDb: number, sdDb: number) {
    this.#guesses = [{ share: 1 - UNLIKE.share, offsetDb, sdDb }, UNLIKE];
  }

  /** The guesses for the next second. */
  drift(): readonly TxPowerHypothesis[] {
    this.#guesses = this.#guesses.map((guess) => ({ ...guess, sdDb: Math.hypot(guess.sdDb, DRIFT_DB) }));
    return this.#guesses;
  }

  /** What a second made of the guesses. */
  adopt(guesses: readonly TxPowerHypothesis[]): void {
    const likely = guesses.filter(({ share }) => share > UNLIKELY);
    if (likely.length === 0) return;
    const total = likely.reduce((sum, { share }) => sum + share, 0);
    this.#guesses = likely.map(({ share, offsetDb, sdDb }) => ({
      share: share / total,
      offsetDb,
      sdDb: Math.min(UNLIKE.sdDb, Math.max(LEAST_SD_DB, sdDb)),
    }));
  }

  /** The likeliest. */
  get best(): TxPowerHypothesis {
    return this.#guesses.reduce((best, guess) => (guess.share > best.share ? guess : best));
  }
}

/** Before any tag is known, tags are expected to be this much alike, with the weight of this many tags. */
const USUAL_SD_DB = 3;
const USUAL_TAGS = 2;

/** The spread of tag powers in a store, from the tags with which a map was learned. */
export function spreadOfPowers(offsetsDb: readonly number[]): number {
  const squares = offsetsDb.reduce((sum, offsetDb) => sum + offsetDb ** 2, USUAL_TAGS * USUAL_SD_DB ** 2);
  return Math.sqrt(squares / (USUAL_TAGS + offsetsDb.length));
}
