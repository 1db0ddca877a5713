import { describe, expect, test } from 'vitest';
import { CANDIDATE_PARTS, Candidates } from '../../../src/vision/candidates.ts';
import { intersectionOverUnion, nonMaximumSuppression } from '../../../src/vision/non-maximum-suppression.ts';

function candidates(...boxes: readonly (readonly [number, number, number, number, number])[]): Candidates {
  const made = new Candidates();
  for (const box of boxes) made.add(...box);
  return made;
}

function scoresOf(kept: Candidates): number[] {
  return Array.from({ length: kept.count }, (_, index) =>
    Number((kept.parts[index * CANDIDATE_PARTS + 4] ?? 0).toFixed(2)),
  );
}

describe('suppression', () => {
  const kept = new Candidates();

  test('of boxes on one person the strongest stays, others stay by themselves', () => {
    const found = candidates([0, 0, 10, 20, 0.5], [1, 0, 11, 20, 0.8], [50, 0, 60, 20, 0.6]);
    nonMaximumSuppression(found, 0.6, kept);
    expect(scoresOf(kept)).toEqual([0.8, 0.6]);
  });

  test('overlap up to the limit stays', () => {
    const found = candidates([0, 0, 10, 10, 0.9], [0, 0, 10, 5, 0.8]);
    nonMaximumSuppression(found, 0.5, kept);
    expect(kept.count).toBe(2);
    nonMaximumSuppression(found, 0.49, kept);
    expect(kept.count).toBe(1);
  });

  test('a box that only a suppressed one overlaps stays', () => {
    const found = candidates([0, 0, 10, 10, 0.9], [4, 0, 14, 10, 0.8], [8, 0, 18, 10, 0.7]);
    nonMaximumSuppression(found, 0.4, kept);
    expect(scoresOf(kept)).toEqual([0.9, 0.7]);
  });

  test('nothing in, nothing out', () => {
    nonMaximumSuppression(candidates(), 0.5, kept);
    expect(kept.count).toBe(0);
  });

  test('overlap of two boxes by hand', () => {
    const a = Float32Array.of(0, 0, 4, 4);
    const b = Float32Array.of(2, 2, 6, 6);
    expect(intersectionOverUnion(a, 0, b, 0)).toBeCloseTo(4 / 28, 6);
    expect(intersectionOverUnion(a, 0, Float32Array.of(4, 0, 8, 4), 0)).toBe(0);
  });

  test('more candidates than there was room for are all kept', () => {
    const many = new Candidates();
    for (let index = 0; index < 3549; index += 1) many.add(index * 20, 0, index * 20 + 10, 10, index / 3549);
    nonMaximumSuppression(many, 0.5, kept);
    expect(kept.count).toBe(3549);
    expect(kept.parts[0]).toBe(3548 * 20);
  });
});
