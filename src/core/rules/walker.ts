/** A shorter track has no speed yet. */
const MIN_SPAN_MS = 400;
/** Positions this close in time tell nothing new; a fast camera costs as much as a slow one. */
const MIN_GAP_MS = 180;
const MAX_POINTS = 10;

/** One person's last positions, and the speed that a straight line through them has (least squares). Runs for every position. */
export class Walker {
  readonly #spanMs: number;
  /** A ring of times, xs and ys. */
  readonly #at = new Float64Array(MAX_POINTS);
  readonly #x = new Float64Array(MAX_POINTS);
  readonly #y = new Float64Array(MAX_POINTS);
  #first = 0;
  #count = 0;
  /** Time of the last position. */
  at = Number.NEGATIVE_INFINITY;
  /** After `fit`: the smoothed position now, and units a second. */
  x = 0;
  y = 0;
  speedX = 0;
  speedY = 0;

  /** The speed is that of the last `spanMs`. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** Follows another person from now on. */
  reset(): void {
    this.#first = 0;
    this.#count = 0;
    this.at = Number.NEGATIVE_INFINITY;
  }

  /** Whether the position was taken. */
  add(at: number, x: number, y: number): boolean {
    if (at - this.at < MIN_GAP_MS) return false;
    if (this.#count === MAX_POINTS) this.#drop();
    const next = (this.#first + this.#count) % MAX_POINTS;
    this.#at[next] = at;
    this.#x[next] = x;
    this.#y[next] = y;
    this.#count += 1;
    this.at = at;
    while (at - (this.#at[this.#first] ?? at) > this.#spanMs) this.#drop();
    return true;
  }

  get isWalking(): boolean {
    return this.at - (this.#at[this.#first] ?? this.at) >= MIN_SPAN_MS;
  }

  /** Speed between the first and the last position, in units a second: rough, and cheap. */
  get roughSpeed(): number {
    const last = (this.#first + this.#count - 1) % MAX_POINTS;
    const [dx, dy] = [
      (this.#x[last] ?? 0) - (this.#x[this.#first] ?? 0),
      (this.#y[last] ?? 0) - (this.#y[this.#first] ?? 0),
    ];
    return (1000 * Math.sqrt(dx * dx + dy * dy)) / Math.max(1, this.at - (this.#at[this.#first] ?? 0));
  }

  fit(): void {
    const n = this.#count;
    let [sumT, sumTT, sumX, sumY, sumTX, sumTY] = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < n; k++) {
      const i = (this.#first + k) % MAX_POINTS;
      const t = ((this.#at[i] ?? 0) - this.at) / 1000;
      const [x, y] = [this.#x[i] ?? 0, this.#y[i] ?? 0];
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

  #drop(): void {
    this.#first = (this.#first + 1) % MAX_POINTS;
    this.#count -= 1;
  }
}
