export interface BackOffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly offsetMs: number;
  /** Share of `offsetMs` that this gateway waits, 0 to 1: see `hashToUnit`. */
  readonly share: number;
}

/**
 * Yields the waits between attempts, in ms: a constant offset per gateway, plus a random time below a limit that
 * doubles. A random time from 0 up ("full jitter") spreads the gateways best: M. Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015. Fleet simulations use this function too, so it reads no clock.
 */
export function* backOff(options: BackOffOptions, random: () => number): Generator<number, never> {
  const { firstMs, maxMs, offsetMs, share } = options;
  for (let ceilingMs = Math.min(firstMs, maxMs); ; ceilingMs = Math.min(maxMs, ceilingMs * 2)) {
    yield Math.round(offsetMs * share + random() * ceilingMs);
  }
}

/** Derives a number in [0, 1) from a name. Similar names give very different numbers (FNV-1a with a final mix). */
export function hashToUnit(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
