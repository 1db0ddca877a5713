import type { Candidates } from './candidates.ts';
import { CANDIDATE_PARTS } from './candidates.ts';

/**
 * Greedy non-maximum suppression: removes each box that overlaps a stronger box by more than `maxIou`. Writes the boxes
 * that remain to `kept`, strongest first. Boxes with equal scores keep their order.
 */
export function nonMaximumSuppression(candidates: Candidates, maxIou: number, kept: Candidates): void {
  kept.clear();
  const { parts, count } = candidates;
  const order = Array.from({ length: count }, (_, index) => index);
  order.sort((a, b) => scoreOf(parts, b) - scoreOf(parts, a));
  for (const index of order) {
    if (overlapsAny(parts, index * CANDIDATE_PARTS, kept, maxIou)) continue;
    const at = index * CANDIDATE_PARTS;
    kept.add(
      part(parts, at),
      part(parts, at + 1),
      part(parts, at + 2),
      part(parts, at + 3),
      part(parts, at + 4),
    );
  }
}

function overlapsAny(parts: Float32Array, at: number, kept: Candidates, maxIou: number): boolean {
  for (let index = 0; index < kept.count; index += 1) {
    if (intersectionOverUnion(parts, at, kept.parts, index * CANDIDATE_PARTS) > maxIou) return true;
  }
  return false;
}

/**
 * Intersection over union of two boxes. The corners of the first begin at index `a` of `as`, those of the second at `b`
 * of `bs`.
 */
export function intersectionOverUnion(as: Float32Array, a: number, bs: Float32Array, b: number): number {
  const width = Math.min(part(as, a + 2), part(bs, b + 2)) - Math.max(part(as, a), part(bs, b));
  const height = Math.min(part(as, a + 3), part(bs, b + 3)) - Math.max(part(as, a + 1), part(bs, b + 1));
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (areaOf(as, a) + areaOf(bs, b) - shared);
}

function areaOf(parts: Float32Array, at: number): number {
  return (part(parts, at + 2) - part(parts, at)) * (part(parts, at + 3) - part(parts, at + 1));
}

function scoreOf(parts: Float32Array, index: number): number {
  return part(parts, index * CANDIDATE_PARTS + 4);
}

function part(parts: Float32Array, at: number): number {
  return parts[at] ?? 0;
}
