import type { Door } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';

/** Distance of a point inside the threshold in metres. Negative: outside. */
export function depthAt(door: Door, x: number, y: number): number {
  return (x - door.from.x) * door.inside.x + (y - door.from.y) * door.inside.y;
}

/** Position along the threshold in metres: 0 at `from`. */
export function alongAt(door: Door, x: number, y: number): number {
  const dx = door.to.x - door.from.x;
  const dy = door.to.y - door.from.y;
  return ((x - door.from.x) * dx + (y - door.from.y) * dy) / Math.hypot(dx, dy);
}

export function measureWidth(door: Door): number {
  return Math.hypot(door.to.x - door.from.x, door.to.y - door.from.y);
}

/** Reports every passage over a threshold. */
export class Doorway implements StoreObserver {
  readonly #doors: readonly Door[];
  readonly #emitEvent: (event: StoreEvent) => void;

  constructor(doors: readonly Door[], tell: (event: StoreEvent) => void) {
    this.#doors = doors;
    this.#emitEvent = tell;
  }

  happened(): void {
    // Needs no events: positions alone show the passages.
  }

  moved(people: ReadonlyMap<number, Person>, fromMs: number, toMs: number): void {
    for (const person of people.values()) {
      if (person.x === person.fromX && person.y === person.fromY) continue;
      for (const door of this.#doors) this.#watch(person, door, fromMs, toMs);
    }
  }

  #watch(person: Person, door: Door, fromMs: number, toMs: number): void {
    const before = depthAt(door, person.fromX, person.fromY);
    const after = depthAt(door, person.x, person.y);
    if (before > 0 === after > 0) return;
    const share = before / (before - after);
    const along = alongAt(
      door,
      person.fromX + (person.x - person.fromX) * share,
      person.fromY + (person.y - person.fromY) * share,
    );
    if (along < 0 || along > measureWidth(door)) return;
    const atMs = fromMs + (toMs - fromMs) * share;
    this.#emitEvent({ kind: 'crossed', atMs, person, door: door.id, direction: after > 0 ? 'in' : 'out' });
  }
}
