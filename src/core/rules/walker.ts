/** A track shorter than 400 ms has no speed yet. */
const MIN_SPAN_MS = 400;
/**
 * Positions less than 380 ms apart are skipped. They add no accuracy, and fast cameras then cost as much as slow ones.
 */
const MIN_GAP_MS = 380;
const MAX_POINTS = 6;
/** Fields of a position: time, x and y. */
const FIELDS = 3;

/** Holds the last positions of one person. `fit` computes the speed as a least-squares line. Runs for each position. */
export class Walker {
  readonly #spanMs: number;
  /** Ring of positions; the fields of one position are adjacent in memory. */
  readonly #ring = new Float64Array(MAX_POINTS * FIELDS);
  #first = 0;
  #count = 0;
  /** Time of the last position in ms. */
  at = Number.NEGATIVE_INFINITY;
  /** Results of `fit`: smoothed position now, and speed in units per second. */
  x = 0;
  y = 0;
  speedX = 0;
  speedY = 0;

  /** `spanMs` is the time over which the speed is fitted. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** Clears all positions, to follow another person. */
  reset(): void {
    this.#first = 0;
    this.#count = 0;
    this.at = Number.NEGATIVE_INFINITY;
  }

  /** Returns whether the position was added. */
  add(at: number, x: number, y: number): boolean {
    if (at - this.at < MIN_GAP_MS) return false;
    if (this.#count === MAX_POINTS) this.#drop();
    const next = FIELDS * ((this.#first + this.#count) % MAX_POINTS);
    this.#ring[next] = at;
    this.#ring[next + 1] = x;
    this.#ring[next + 2] = y;
    this.#count += 1;
    this.at = at;
    while (at - this.#firstAt > this.#spanMs) this.#drop();
    return true;
  }

  get isWalking(): boolean {
    return this.at - this.#firstAt >= MIN_SPAN_MS;
  }

  /** Approximate, cheap speed between the first and last position, in units per second. */
  get roughSpeed(): number {
    const last = FIELDS * ((this.#first + this.#count - 1) % MAX_POINTS);
    const first = FIELDS * this.#first;
    const dx = (this.#ring[last + 1] ?? 0) - (this.#ring[first + 1] ?? 0);
    const dy = (this.#ring[last + 2] ?? 0) - (this.#ring[first + 2] ?? 0);
    return (1000 * Math.sqrt(dx * dx + dy * dy)) / Math.max(1, this.at - this.#firstAt);
  }

  fit(): void {
    const n = this.#count;
    let [sumT, sumTT, sumX, sumY, sumTX, sumTY] = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < n; k++) {
      const i = FIELDS * ((this.#first + k) % MAX_POINTS);
      const t = ((this.#ring[i] ?? 0) - this.at) / 1000;
      const x = this.#ring[i + 1] ?? 0;
      const y = this.#ring[i + 2] ?? 0;
      sumT += t;
      sumTT += t * t;
      sumX += x;
      sumY += y;
      sumTX += t * x;
      sumTY += t * y;
    }
    const spread = n * sumTT - sumT * sumT;
    this.speedX = (n * sumTX - sumT * sumX) / spread;
    this.speedY = (n * sumTY - sumT * sumY) / spread;
    this.x = (sumX - this.speedX * sumT) / n;
    this.y = (sumY - this.speedY * sumT) / n;
  }

  get #firstAt(): number {
    return this.#ring[FIELDS * this.#first] ?? 0;
  }

  #drop(): void {
    this.#first = (this.#first + 1) % MAX_POINTS;
    this.#count -= 1;
  }
}
