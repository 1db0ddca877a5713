import { Candidates } from './candidates.ts';
import type { HeadDecoder, HeadOutput } from './head-decoder.ts';
import { createHeadDecoder } from './head-decoder.ts';
import type { ModelEntry } from './model-manifest.ts';
import { nonMaximumSuppression } from './non-maximum-suppression.ts';

/** From a model's raw outputs to the boxes that are left. Its memory is reused from frame to frame. */
export class DetectionHead {
  readonly #decode: HeadDecoder;
  readonly #maxIou: number;
  readonly #candidates = new Candidates();
  readonly #kept = new Candidates();

  constructor(entry: ModelEntry, minScore: number) {
    this.#decode = createHeadDecoder(entry, minScore);
    this.#maxIou = entry.maxIou;
  }

  /** Valid until the next call. Throws DETECTOR_FAILED when the outputs have unexpected shapes. */
  decodeDetections(outputs: readonly HeadOutput[]): Candidates {
    this.#candidates.clear();
    this.#decode(outputs, this.#candidates);
    nonMaximumSuppression(this.#candidates, this.#maxIou, this.#kept);
    return this.#kept;
  }
}
