/** The rectangle that a walk has covered, in metres on the floor plan. */
export class Extent {
  #lowX = Number.POSITIVE_INFINITY;
  #highX = Number.NEGATIVE_INFINITY;
  #lowY = Number.POSITIVE_INFINITY;
  #highY = Number.NEGATIVE_INFINITY;

  add(xM: number, yM: number): void {
    this.#lowX = Math.min(this.#lowX, xM);
    this.#highX = Math.max(this.#highX, xM);
    this.#lowY = Math.min(this.#lowY, yM);
    this.#highY = Math.max(this.#highY, yM);
  }

  /** Diagonal in metres. */
  get spanM(): number {
    return Math.hypot(this.#highX - this.#lowX, this.#highY - this.#lowY);
  }
}
