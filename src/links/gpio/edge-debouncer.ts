import type { GpioEdge } from '../../ports/links.ts';

interface Line {
  /** Level that was reported last. */
  told: boolean;
  actual: boolean;
  lockedUntilMs: number;
}

/**
 * Passes at most one edge per GPIO line in each `debounceMs`. The first edge passes immediately; after `debounceMs`, an
 * edge follows if the level has changed. A contact that bounces endlessly yields a bounded number of edges, which still
 * show the bouncing.
 */
export class EdgeDebouncer {
  readonly #debounceMs: number;
  readonly #lines = new Map<string, Line>();

  constructor(debounceMs: number) {
    this.#debounceMs = debounceMs;
  }

  /**
   * Returns the edges to report: first for other lines that settled before `edge`, then `edge` itself unless it is a
   * bounce.
   */
  push(edge: GpioEdge): GpioEdge[] {
    const settled = this.settle(edge.monotonicMs);
    const line = this.#line(edge);
    line.actual = edge.rising;
    if (line.told === edge.rising || edge.monotonicMs < line.lockedUntilMs) return settled;
    line.told = edge.rising;
    line.lockedUntilMs = edge.monotonicMs + this.#debounceMs;
    return [...settled, edge];
  }

  /** Returns an edge for each GPIO line that settled before `nowMs` at a level which is not reported yet. */
  settle(nowMs: number): GpioEdge[] {
    const settled: GpioEdge[] = [];
    for (const [name, line] of this.#lines) {
      if (line.actual === line.told || line.lockedUntilMs > nowMs) continue;
      line.told = line.actual;
      settled.push({ line: name, rising: line.actual, monotonicMs: line.lockedUntilMs });
      line.lockedUntilMs += this.#debounceMs;
    }
    return settled.sort((a, b) => a.monotonicMs - b.monotonicMs);
  }

  #line(edge: GpioEdge): Line {
    const known = this.#lines.get(edge.line);
    if (known !== undefined) return known;
    const line = { told: !edge.rising, actual: !edge.rising, lockedUntilMs: Number.NEGATIVE_INFINITY };
    this.#lines.set(edge.line, line);
    return line;
  }
}
