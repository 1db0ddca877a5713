/** Numbers per candidate: left, top, right and bottom in pixels of the detector's input, then the score. */
export const CANDIDATE_PARTS = 5;

/** Boxes of one frame before non-maximum suppression. The memory is reused for each frame and grows when needed. */
export class Candidates {
  count = 0;
  parts = new Float32Array(256 * CANDIDATE_PARTS);

  clear(): void {
    this.count = 0;
  }

  add(left: number, top: number, right: number, bottom: number, score: number): void {
    const at = this.count * CANDIDATE_PARTS;
    if (at === this.parts.length) this.#grow();
    this.parts[at] = left;
    this.parts[at + 1] = top;
    this.parts[at + 2] = right;
    this.parts[at + 3] = bottom;
    this.parts[at + 4] = score;
    this.count += 1;
  }

  #grow(): void {
    const grown = new Float32Array(this.parts.length * 2);
    grown.set(this.parts);
    this.parts = grown;
  }
}
