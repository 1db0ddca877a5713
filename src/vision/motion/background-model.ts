/**
 * Smallest difference of a foreground pixel from the background, in standard deviations of its noise. All three limits
 * apply.
 */
const NOISE_DEVIATIONS = 4;
/** Smallest difference of a foreground pixel, in grey levels. */
const MIN_LEVELS = 10;
/**
 * Smallest difference of a foreground pixel, as a share of its brightness. A shadow under diffuse light differs less.
 */
const MIN_SHARE = 0.12;
/** Time constant of the background. Lighting changes within minutes, people move within seconds. */
const ADAPT_MS = 20_000;
const MAX_STEP_MS = 1_000;
const START_DEVIATION = 6;
const MIN_DEVIATION = 1.5;
/** A pixel that changes by at most this many grey levels counts as unchanged, even if its noise is lower. */
const MIN_STILL_LEVELS = 8;
const STILL_FOLLOW = 0.05;
/** One of this many pixels is sampled, to measure how much brighter the whole picture has become. */
const SAMPLE_EVERY = 37;
const MAX_GAIN = 2;
const GAIN_BINS = 128;

/**
 * Model of the picture without people: a running mean and variance per pixel (Wren et al., Pfinder, 1997). Pixels under
 * people are not updated. One gain for the whole picture keeps auto-exposure from turning pixels into foreground. For
 * each pixel it also records its grey level and since when it has this level: an object that never moves is not a
 * person.
 */
export class Background {
  readonly #mean: Float32Array;
  readonly #variance: Float32Array;
  readonly #level: Float32Array;
  readonly #stillSince: Float64Array;
  readonly #gains = new Uint32Array(GAIN_BINS);
  #lastMs: number | undefined;
  #gain = 1;

  constructor(pixels: number) {
    this.#mean = new Float32Array(pixels);
    this.#variance = new Float32Array(pixels);
    this.#level = new Float32Array(pixels);
    this.#stillSince = new Float64Array(pixels);
  }

  /** Starts again with the present picture as background. */
  begin(frame: Uint8Array, atMs: number): void {
    this.#mean.set(frame);
    this.#level.set(frame);
    this.#variance.fill(START_DEVIATION ** 2);
    this.#stillSince.fill(atMs);
    this.#gain = 1;
    this.#lastMs = atMs;
  }

  get begun(): boolean {
    return this.#lastMs !== undefined;
  }

  /**
   * Sets the mask to 1 for pixels that differ from the background, and to 0 for all others. Returns the number of ones.
   */
  compare(frame: Uint8Array, atMs: number, mask: Uint8Array): number {
    const gain = this.#measureGain(frame);
    let marked = 0;
    for (let pixel = 0; pixel < frame.length; pixel += 1) {
      const level = frame[pixel] ?? 0;
      const expected = gain * (this.#mean[pixel] ?? 0);
      const difference = level - expected;
      const noise = NOISE_DEVIATIONS * NOISE_DEVIATIONS * (this.#variance[pixel] ?? 0);
      const least = Math.max(MIN_LEVELS, MIN_SHARE * expected);
      const differs = difference * difference > Math.max(noise, least * least) ? 1 : 0;
      mask[pixel] = differs;
      marked += differs;
      this.#watch(pixel, level, atMs);
    }
    return marked;
  }

  /** Updates the background with every pixel that is not marked. */
  learn(frame: Uint8Array, atMs: number, mask: Uint8Array): void {
    const stepMs = Math.min(Math.max(atMs - (this.#lastMs ?? atMs), 0), MAX_STEP_MS);
    const weight = 1 - Math.exp(-stepMs / ADAPT_MS);
    for (let pixel = 0; pixel < frame.length; pixel += 1) {
      if (mask[pixel] !== 0) continue;
      const mean = this.#mean[pixel] ?? 0;
      const difference = (frame[pixel] ?? 0) / this.#gain - mean;
      const variance = this.#variance[pixel] ?? 0;
      this.#mean[pixel] = mean + weight * difference;
      this.#variance[pixel] = Math.max(
        MIN_DEVIATION ** 2,
        variance + weight * (difference * difference - variance),
      );
    }
    this.#lastMs = atMs;
  }

  /** Returns whether a pixel has kept its grey level for at least `forMs`. */
  isStill(pixel: number, atMs: number, forMs: number): boolean {
    return atMs - (this.#stillSince[pixel] ?? atMs) >= forMs;
  }

  /** Makes a pixel's present grey level its background. */
  absorb(pixel: number): void {
    this.#mean[pixel] = (this.#level[pixel] ?? 0) / this.#gain;
    this.#variance[pixel] = START_DEVIATION ** 2;
  }

  #watch(pixel: number, level: number, atMs: number): void {
    const before = this.#level[pixel] ?? 0;
    const noise = NOISE_DEVIATIONS * Math.sqrt(this.#variance[pixel] ?? 0);
    if (Math.abs(level - before) <= Math.max(MIN_STILL_LEVELS, noise)) {
      this.#level[pixel] = before + STILL_FOLLOW * (level - before);
    } else {
      this.#level[pixel] = level;
      this.#stillSince[pixel] = atMs;
    }
  }

  /**
   * Median ratio of sampled pixels to their background. People do not affect it, because they cover less than half of a
   * picture.
   */
  #measureGain(frame: Uint8Array): number {
    this.#gains.fill(0);
    let samples = 0;
    for (let pixel = 0; pixel < frame.length; pixel += SAMPLE_EVERY) {
      const ratio = ((frame[pixel] ?? 0) + 1) / ((this.#mean[pixel] ?? 0) + 1);
      const bin = Math.min(GAIN_BINS - 1, Math.floor((ratio / MAX_GAIN) * GAIN_BINS));
      this.#gains[bin] = (this.#gains[bin] ?? 0) + 1;
      samples += 1;
    }
    let below = 0;
    let bin = -1;
    while (below * 2 < samples) {
      bin += 1;
      below += this.#gains[bin] ?? 0;
    }
    const inBin = this.#gains[bin] ?? 1;
    const within = (samples / 2 - (below - inBin)) / inBin;
    this.#gain = ((bin + within) / GAIN_BINS) * MAX_GAIN;
    return this.#gain;
  }
}
