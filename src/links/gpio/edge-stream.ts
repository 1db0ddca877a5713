import type { GpioEdge } from '../../ports/links.ts';
import { EdgeDebouncer } from './edge-debouncer.ts';

/**
 * Largest number of edges that wait for a slow reader. Beyond this, the oldest edges are dropped, but each GPIO line
 * keeps its newest level.
 */
const MAX_WAITING = 4_096;

/** Turns edges from a callback into an async iterable, debounced. */
export class EdgeStream {
  readonly #debouncer: EdgeDebouncer;
  readonly #settleTimer: NodeJS.Timeout;
  #waiting: GpioEdge[] = [];
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(debounceMs: number) {
    this.#debouncer = new EdgeDebouncer(debounceMs);
    this.#settleTimer = setTimeout(() => {
      this.#emitEdges(this.#debouncer.settle(Number.POSITIVE_INFINITY));
    }, debounceMs + 1);
    this.#settleTimer.unref();
  }

  push(edge: GpioEdge): void {
    this.#emitEdges(this.#debouncer.push(edge));
    this.#settleTimer.refresh();
  }

  end(failure?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    clearTimeout(this.#settleTimer);
    this.#wake?.();
  }

  /** Yields until `end`. Throws the failure that `end` received. */
  async *edges(): AsyncGenerator<GpioEdge> {
    for (;;) {
      const edges = this.#waiting;
      this.#waiting = [];
      yield* edges;
      if (this.#waiting.length > 0) continue;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #emitEdges(edges: readonly GpioEdge[]): void {
    if (edges.length === 0) return;
    this.#waiting.push(...edges);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.splice(0, this.#waiting.length - MAX_WAITING);
    this.#wake?.();
  }
}
