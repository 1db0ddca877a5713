import type { EpochMs } from '../model/ids.ts';

interface Steps {
  /** Entries (+1) and exits (−1). */
  readonly steps: readonly { readonly at: EpochMs; readonly by: 1 | -1 }[];
}

/**
 * Returns the largest number of simultaneous visits in a window, from the number at the start and the window's steps. A
 * step dated before the window counts at the window's start.
 */
export function peakOccupancy({ steps }: Steps, insideAtStart: number, start: EpochMs): number {
  if (steps.length === 0) return Math.max(0, insideAtStart);
  const timeOf = ({ at }: Steps['steps'][number]) => Math.max(at, start);
  // When an exit and an entry have the same time, the exit counts first.
  const inOrder = [...steps].sort((a, b) => timeOf(a) - timeOf(b) || a.by - b.by);
  let inside = insideAtStart;
  let greatest = inside;
  for (const step of inOrder) {
    inside += step.by;
    greatest = Math.max(greatest, inside);
  }
  return Math.max(0, greatest);
}
