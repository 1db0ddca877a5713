/** Numbers a person in a frame's flat list: left, top, width, height, score. */
export const BOX_STRIDE = 5;

/** One frame's boxes in an order of their own, so that nothing depends on the order the detector gives them in. */
export class Detections {
  count = 0;
  left = new Float64Array(16);
  top = new Float64Array(16);
  width = new Float64Array(16);
  height = new Float64Array(16);
  score = new Float64Array(16);
  #source: readonly number[] = [];

  /** Boxes without an area, and numbers that are none, are left out. */
  load(boxes: readonly number[]): void {
    this.#source = boxes;
    this.count = 0;
    if (boxes.length > BOX_STRIDE * this.left.length) this.#grow(boxes.length / BOX_STRIDE);
    for (let at = 0; at + BOX_STRIDE <= boxes.length; at += BOX_STRIDE) if (this.#isBox(at)) this.#insert(at);
    this.#source = [];
  }

  #isBox(at: number): boolean {
    const [width, height] = [this.#source[at + 2] as number, this.#source[at + 3] as number];
    if (!(width > 0 && height > 0)) return false;
    return Number.isFinite(
      (this.#source[at] as number) +
        (this.#source[at + 1] as number) +
        width +
        height +
        (this.#source[at + 4] as number),
    );
  }

  /** Best score first; equal scores by place from the bottom, then size, so that a mirrored scene keeps its order. */
  #insert(at: number): void {
    const source = this.#source;
    let n = this.count++;
    for (; n > 0 && this.#isBefore(at, n - 1); n--) this.#copy(n - 1, n);
    this.left[n] = source[at] as number;
    this.top[n] = source[at + 1] as number;
    this.width[n] = source[at + 2] as number;
    this.height[n] = source[at + 3] as number;
    this.score[n] = source[at + 4] as number;
  }

  #isBefore(at: number, n: number): boolean {
    const source = this.#source;
    const score = (source[at + 4] as number) - (this.score[n] as number);
    if (score !== 0) return score > 0;
    const top = (source[at + 1] as number) - (this.top[n] as number);
    if (top !== 0) return top > 0;
    const height = (source[at + 3] as number) - (this.height[n] as number);
    if (height !== 0) return height > 0;
    const width = (source[at + 2] as number) - (this.width[n] as number);
    return width !== 0 ? width > 0 : (source[at] as number) < (this.left[n] as number);
  }

  #copy(from: number, to: number): void {
    this.left[to] = this.left[from] as number;
    this.top[to] = this.top[from] as number;
    this.width[to] = this.width[from] as number;
    this.height[to] = this.height[from] as number;
    this.score[to] = this.score[from] as number;
  }

  #grow(needed: number): void {
    const size = 2 * Math.ceil(needed);
    this.left = new Float64Array(size);
    this.top = new Float64Array(size);
    this.width = new Float64Array(size);
    this.height = new Float64Array(size);
    this.score = new Float64Array(size);
  }
}
