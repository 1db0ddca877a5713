import type { NearOrder, NearRadios, NearReceivers } from '../../ports/tag-registration.ts';

/** A receiver that can tell what is held near it. */
export interface NearEar {
  listenNear(order: NearOrder): void;
  stopNear(): void;
}

/** Brings whoever looks for a tag together with all receivers that run, whatever their links. */
export class NearDesk implements NearReceivers {
  readonly #ears = new Map<string, NearEar>();
  #take: ((sensor: string, near: NearRadios) => void) | undefined;

  /** Returns what takes the receiver off again. */
  add(sensor: string, ear: NearEar): () => void {
    this.#ears.set(sensor, ear);
    return () => {
      if (this.#ears.get(sensor) === ear) this.#ears.delete(sensor);
    };
  }

  tell(sensor: string, near: NearRadios): void {
    this.#take?.(sensor, near);
  }

  listenNear(order: NearOrder, take: (sensor: string, near: NearRadios) => void): number {
    this.#take = take;
    for (const ear of this.#ears.values()) ear.listenNear(order);
    return this.#ears.size;
  }

  stopNear(): void {
    this.#take = undefined;
    for (const ear of this.#ears.values()) ear.stopNear();
  }
}
