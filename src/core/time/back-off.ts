export interface BackOffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Yields waiting times in ms. Each is drawn evenly from 0 to a ceiling that doubles up to a maximum ("full jitter", M.
 * Brooker, "Exponential Backoff and Jitter", 2015). Gateways that fail at the same time then return at different times.
 */
export function* backOff({ firstMs, maxMs }: BackOffOptions, random: () => number): Generator<number, never> {
  for (let ceilingMs = firstMs; ; ceilingMs = Math.min(maxMs, ceilingMs * 2))
    yield Math.ceil(random() * ceilingMs);
}
