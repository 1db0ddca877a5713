import type { NearbyScanRequest, NearbyScanResult, NearReceivers } from '../../ports/tag-registration.ts';

/** A receiver that can report which radios are held near it. */
export interface NearbyScanner {
  listenNear(order: NearbyScanRequest): void;
  stopNear(): void;
}

/** Passes on a technician's search for a tag to all connected receivers of all links. */
export class NearbyScan implements NearReceivers {
  readonly #ears = new Map<string, NearbyScanner>();
  #acceptScan: ((sensor: string, near: NearbyScanResult) => void) | undefined;

  /** Adds a receiver. Returns the function that removes it. */
  add(sensor: string, ear: NearbyScanner): () => void {
    this.#ears.set(sensor, ear);
    return () => {
      if (this.#ears.get(sensor) === ear) this.#ears.delete(sensor);
    };
  }

  publishScan(sensor: string, near: NearbyScanResult): void {
    this.#acceptScan?.(sensor, near);
  }

  listenNear(order: NearbyScanRequest, take: (sensor: string, near: NearbyScanResult) => void): number {
    this.#acceptScan = take;
    for (const ear of this.#ears.values()) ear.listenNear(order);
    return this.#ears.size;
  }

  stopNear(): void {
    this.#acceptScan = undefined;
    for (const ear of this.#ears.values()) ear.stopNear();
  }
}
