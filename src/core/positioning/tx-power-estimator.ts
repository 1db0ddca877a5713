/** One hypothesis about a tag's power relative to the tags that taught the map: normally distributed, in dB. */
export interface TxPowerHypothesis {
  /** Probability of this hypothesis. The probabilities of all hypotheses add up to 1. */
  readonly share: number;
  readonly offsetDb: number;
  readonly sdDb: number;
}

/**
 * Hypothesis for an unusual tag: of another make, set to another power, or deep in a bag. By assumption, 20 % of tags
 * are unusual. Twelve receivers recognise an unusual tag in seconds. With a smaller share, four receivers never would.
 * With a share of 50 %, usual tags suffer: six random receivers and a taught map find the right zone in 2 % less of the
 * time.
 */
const UNLIKE: TxPowerHypothesis = { share: 0.2, offsetDb: 0, sdDb: 8 };
/** A hypothesis with a smaller share is dropped. The other one then tracks the tag's power. */
const UNLIKELY = 0.001;
/**
 * Drift of the offset in dB per square root of a second. A battery fades over months, but the way of carrying a tag
 * changes within a visit.
 */
const DRIFT_DB = 0.1;
const LEAST_SD_DB = 0.5;

/**
 * Estimates the transmit power of one tag. Most tags of a store are alike, and knowing the power is worth as much as
 * half of the receivers. But an unusual tag that is taken for a usual one appears in the wrong zone. Both hypotheses
 * therefore stay open until the levels decide.
 */
export class TxPowerEstimator {
  #guesses: readonly TxPowerHypothesis[];

  constructor(offsetDb: number, sdDb: number) {
    this.#guesses = [{ share: 1 - UNLIKE.share, offsetDb, sdDb }, UNLIKE];
  }

  /** Widens each hypothesis by the drift of one second, and returns them all. */
  drift(): readonly TxPowerHypothesis[] {
    this.#guesses = this.#guesses.map((guess) => ({ ...guess, sdDb: Math.hypot(guess.sdDb, DRIFT_DB) }));
    return this.#guesses;
  }

  /** Replaces the hypotheses by those that one more second of levels left. Drops unlikely ones; the rest sum to 1. */
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

  /** The likeliest hypothesis. */
  get best(): TxPowerHypothesis {
    return this.#guesses.reduce((best, guess) => (guess.share > best.share ? guess : best));
  }
}

/**
 * Expected standard deviation of tag powers in dB, before the power of any tag is known. It weighs as much as two tags.
 */
const USUAL_SD_DB = 3;
const USUAL_TAGS = 2;

/** Returns the standard deviation in dB of tag powers in a store, from the tags that taught the map. */
export function spreadOfPowers(offsetsDb: readonly number[]): number {
  const squares = offsetsDb.reduce((sum, offsetDb) => sum + offsetDb ** 2, USUAL_TAGS * USUAL_SD_DB ** 2);
  return Math.sqrt(squares / (USUAL_TAGS + offsetsDb.length));
}
