import type { EpochMs } from '../model/ids.ts';

interface Steps {
  /** Comings (+1) and goings (−1). */
  readonly steps: readonly { readonly at: EpochMs; readonly by: 1 | -1 }[];
}

/**
 * The most visits at once in a window, from who was there when it began and who came and went. What is told of a time
 * before the window counts at its start.
 */
export function peakOccupancy({ steps }: Steps, insideAtStart: number, start: EpochMs): number {
  if (steps.length === 0) return Math.max(0, insideAtStart);
  const timeOf = ({ at }: Steps['steps'][number]) => Math.max(at, start);
  // Somebody who leaves as another comes makes room first.
  const inOrder = [...steps].sort((a, b) => timeOf(a) - timeOf(b) || a.by - b.by);
  let inside = insideAtStart;
  let greatest = inside;
  for (const step of inOrder) {
    inside += step.by;
    greatest = Math.max(greatest, inside);
  }
  return Math.max(0, greatest);
}
