export interface BackOffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Waiting times before each try: drawn evenly from 0 to a ceiling that doubles up to a maximum ("full jitter",
 * M. Brooker, "Exponential Backoff and Jitter", 2015), so that many devices that fail together do not return together.
 */
export function* backOff({ firstMs, maxMs }: BackOffOptions, random: () => number): Generator<number, never> {
  for (let ceilingMs = firstMs; ; ceilingMs = Math.min(maxMs, ceilingMs * 2))
    yield Math.ceil(random() * ceilingMs);
}
