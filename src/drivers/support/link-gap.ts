/** Links prove every five seconds that they are alive; three missed proofs are a gap. */
export const LINK_GAP_MS = 15_000;
