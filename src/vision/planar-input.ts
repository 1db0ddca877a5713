/** Index of each channel among the planes of ffmpeg's `gbrp`: green, blue, red. */
const PLANES = { bgr: [1, 0, 2], rgb: [2, 0, 1] } as const;
const LEVELS = 256;

/**
 * How levels are converted for the model: to (level − mean) ÷ std. Both lists have one number per channel, in the
 * model's order.
 */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Order of the channels. Default: blue, green, red. */
  readonly channels?: 'bgr' | 'rgb';
}

/** Converts `gbrp` frames into a model's float planes, with a table of 256 levels per channel. */
export class PlanarInput {
  readonly tensor: Float32Array;
  readonly #tables: readonly Float32Array[];
  readonly #planeSize: number;
  readonly #planes: readonly number[];

  constructor(width: number, height: number, { mean, std, channels = 'bgr' }: Normalization) {
    this.#planes = PLANES[channels];
    this.#planeSize = width * height;
    this.tensor = new Float32Array(this.#planes.length * this.#planeSize);
    this.#tables = this.#planes.map((_, channel) =>
      Float32Array.from(
        { length: LEVELS },
        (__, level) => (level - (mean[channel] ?? 0)) / (std[channel] ?? 1),
      ),
    );
  }

  fill(frame: Uint8Array): void {
    const { tensor } = this;
    const size = this.#planeSize;
    for (const [channel, table] of this.#tables.entries()) {
      const from = (this.#planes[channel] ?? 0) * size;
      const to = channel * size;
      for (let pixel = 0; pixel < size; pixel += 1) {
        tensor[to + pixel] = table[frame[from + pixel] ?? 0] ?? 0;
      }
    }
  }
}
