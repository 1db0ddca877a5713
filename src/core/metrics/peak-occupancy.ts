import type { EpochMs } from '../model/ids.ts';

interface Steps {
  /** Comings (+1) and goings (−1). */
  readonly steps: readonly { readonly at: EpochMs; readonly by: 1 | -1 }[];
}

/**
 * The most simultaneous visits in a window, from the number at its start and its entries and exits.
 * An event dated before the window counts at the window's start.
 */
export function peakOccupancy({ steps }: Steps, insideAtStart: number, start: EpochMs): number {
  if (steps.length === 0) return Math.max(0, insideAtStart);
  const timeOf = ({ at }: Steps['steps'][number]) => Math.max(at, start);
  // At the same instant, an exit counts before an entry.
  const inOrder = [...steps].sort((a, b) => timeOf(a) - timeOf(b) || a.by - b.by);
  let inside = insideAtStart;
  let greatest = inside;
  for (const step of inOrder) {
    inside += step.by;
    greatest = Math.max(greatest, inside);
  }
  return Math.max(0, greatest);
}
