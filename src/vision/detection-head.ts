import { Candidates } from './candidates.ts';
import type { HeadDecoder, HeadOutput } from './head-decoder.ts';
import { createHeadDecoder } from './head-decoder.ts';
import type { ModelEntry } from './model-manifest.ts';
import { nonMaximumSuppression } from './non-maximum-suppression.ts';

/** Converts a model's raw outputs into the final boxes. The memory is reused for each frame. */
export class DetectionHead {
  readonly #decode: HeadDecoder;
  readonly #maxIou: number;
  readonly #candidates = new Candidates();
  readonly #kept = new Candidates();

  constructor(entry: ModelEntry, minScore: number) {
    this.#decode = createHeadDecoder(entry, minScore);
    this.#maxIou = entry.maxIou;
  }

  /**
   * Returns boxes that are valid until the next call. Throws DETECTOR_FAILED when the outputs have unexpected shapes.
   */
  decodeDetections(outputs: readonly HeadOutput[]): Candidates {
    this.#candidates.clear();
    this.#decode(outputs, this.#candidates);
    nonMaximumSuppression(this.#candidates, this.#maxIou, this.#kept);
    return this.#kept;
  }
}
