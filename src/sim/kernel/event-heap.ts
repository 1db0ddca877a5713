export interface TimedEvent {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

const earlier = (a: TimedEvent, b: TimedEvent) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap that returns the earliest event first. Events of the same time leave in the order of their entry. */
export class EventHeap {
  readonly #events: TimedEvent[] = [];

  peek(): TimedEvent | undefined {
    return this.#events[0];
  }

  push(event: TimedEvent): void {
    const events = this.#events;
    let at = events.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = events[parent];
      if (above === undefined || !earlier(event, above)) break;
      events[at] = above;
      at = parent;
    }
    events[at] = event;
  }

  pop(): TimedEvent | undefined {
    const top = this.#events[0];
    const last = this.#events.pop();
    if (last !== undefined && this.#events.length > 0) this.#sink(last);
    return top;
  }

  #sink(event: TimedEvent): void {
    const events = this.#events;
    let at = 0;
    for (;;) {
      const child = this.#smallerChild(at);
      const below = events[child];
      if (below === undefined || !earlier(below, event)) break;
      events[at] = below;
      at = child;
    }
    events[at] = event;
  }

  #smallerChild(parent: number): number {
    const left = 2 * parent + 1;
    const a = this.#events[left];
    const b = this.#events[left + 1];
    return a !== undefined && b !== undefined && earlier(b, a) ? left + 1 : left;
  }
}
