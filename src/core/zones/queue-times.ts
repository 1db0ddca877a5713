/** A person who left the queue and is at its counter within 45 s only stepped aside. */
export const COMES_BACK_MS = 45_000;
/** A stand is emitted some seconds late. Before that, a visitor has not abandoned the queue. */
export const TOLD_LATE_MS = 5_000;
/** A person who stands behind others for less time than this has not joined yet, unless the person is served. */
export const JOIN_MS = 10_000;
/**
 * A track that is back at the counter within 5 s is the same person, who stepped aside. A track that comes later is
 * another person.
 */
export const STEP_ASIDE_MS = 5_000;
/**
 * Two tracks that swap at a counter look like one person who leaves and one who skips the line. Both happen within this
 * time.
 */
export const SWAP_MS = 15_000;
/** A person lost in the queue appears at the counter under another number within this time. */
export const LOST_FOR_MS = 60_000;
/** A person who leaves sooner than this may only have looked at goods next to the line. */
export const GIVES_UP_MS = 20_000;
/** A person who stands where another left within this time is that other person, under a new number. */
export const TAKES_OVER_MS = 6_000;
