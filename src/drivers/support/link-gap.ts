/** Links send a heartbeat every 5 seconds. Three missed heartbeats are a gap in coverage. */
export const LINK_GAP_MS = 15_000;
