/** Order of planes in ffmpeg's `gbrp`: green, blue, red. Models here take blue, green, red. */
const PLANE_OF_CHANNEL = [1, 0, 2];
const LEVELS = 256;

/** Per channel (blue, green, red): the model sees (level − mean) ÷ std. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Turns `gbrp` frames into a model's float planes, by one table of 256 levels a channel. */
export class PlanarInput {
  readonly tensor: Float32Array;
  readonly #tables: readonly Float32Array[];
  readonly #planeSize: number;

  constructor(width: number, height: number, { mean, std }: Normalization) {
    this.#planeSize = width * height;
    this.tensor = new Float32Array(PLANE_OF_CHANNEL.length * this.#planeSize);
    this.#tables = PLANE_OF_CHANNEL.map((_, channel) =>
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
      const from = (PLANE_OF_CHANNEL[channel] ?? 0) * size;
      const to = channel * size;
      for (let pixel = 0; pixel < size; pixel += 1) {
        tensor[to + pixel] = table[frame[from + pixel] ?? 0] ?? 0;
      }
    }
  }
}
