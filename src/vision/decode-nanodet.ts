import type { Candidates } from './candidates.ts';

/** Index of `person` among the COCO classes. */
const PERSON = 0;
/** Number of bins: the distance to each side of a box is a distribution over 0 … 7 strides. */
const BINS = 8;

/** The outputs for one stride: a grid of cells, row by row. */
export interface NanodetLevel {
  readonly stride: number;
  /** Offset of a cell's centre from its corner, in pixels. */
  readonly centre: number;
  /** `cells` × classes, 0 to 1. */
  readonly scores: Float32Array;
  /** `cells` × 4 sides × 8 bins, as logits. */
  readonly distances: Float32Array;
}

/**
 * Decodes NanoDet's head (generalized focal loss, arXiv:2006.04388). Each cell has class scores, and a distribution of
 * the distance to each side of the box: left, top, right, bottom. The distance that is used is the mean of the
 * distribution, in strides from the cell's centre.
 */
export function decodeNanodetLevel(
  { stride, centre, scores, distances }: NanodetLevel,
  inputWidth: number,
  minScore: number,
  into: Candidates,
): void {
  const columns = Math.ceil(inputWidth / stride);
  const cells = distances.length / (4 * BINS);
  const classes = scores.length / cells;
  for (let cell = 0; cell < cells; cell += 1) {
    const score = scores[cell * classes + PERSON] ?? 0;
    if (score < minScore) continue;
    const x = (cell % columns) * stride + centre;
    const y = Math.floor(cell / columns) * stride + centre;
    const side = cell * 4 * BINS;
    into.add(
      x - stride * expectation(distances, side),
      y - stride * expectation(distances, side + BINS),
      x + stride * expectation(distances, side + 2 * BINS),
      y + stride * expectation(distances, side + 3 * BINS),
      score,
    );
  }
}

/** Mean of the numbers 0 … 7, weighted by the softmax of eight logits. */
function expectation(logits: Float32Array, from: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let bin = 0; bin < BINS; bin += 1) max = Math.max(max, logits[from + bin] ?? 0);
  let sum = 0;
  let weighted = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const weight = Math.exp((logits[from + bin] ?? 0) - max);
    sum += weight;
    weighted += weight * bin;
  }
  return weighted / sum;
}
