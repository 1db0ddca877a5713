import type { Candidates } from './candidates.ts';
import type { InputSize } from './decode-yolox.ts';

/** Numbers per query: centre x, centre y, width and height, as shares of the input. */
export const DETR_BOX_PARTS = 4;

export interface DetrOutputs {
  /** DETR_BOX_PARTS numbers for each query. */
  readonly boxes: Float32Array;
  /** For each query, one number per class, before the sigmoid. */
  readonly logits: Float32Array;
}

/**
 * Decodes a DETR head with a sigmoid per class (Deformable DETR, arXiv:2010.04159; D-FINE, arXiv:2410.13842). Each
 * query yields one box, and each person has one query, so no suppression is needed.
 */
export function decodeDetr(
  { boxes, logits }: DetrOutputs,
  { inputWidth, inputHeight, personClass = 0 }: InputSize & { readonly personClass?: number },
  minScore: number,
  into: Candidates,
): void {
  const queries = boxes.length / DETR_BOX_PARTS;
  const classes = logits.length / queries;
  for (let query = 0; query < queries; query += 1) {
    const score = 1 / (1 + Math.exp(-(logits[query * classes + personClass] ?? Number.NEGATIVE_INFINITY)));
    if (score < minScore) continue;
    const at = query * DETR_BOX_PARTS;
    const x = (boxes[at] ?? 0) * inputWidth;
    const y = (boxes[at + 1] ?? 0) * inputHeight;
    const halfWidth = ((boxes[at + 2] ?? 0) * inputWidth) / 2;
    const halfHeight = ((boxes[at + 3] ?? 0) * inputHeight) / 2;
    into.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score);
  }
}
