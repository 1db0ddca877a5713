import type { ZoneCounts } from './open-window.ts';

/** The most visits at once in a window, from who was there when it began and who came and went. */
export function greatestAtOnce({ steps }: ZoneCounts, insideAtStart: number): number {
  if (steps.length === 0) return Math.max(0, insideAtStart);
  // Somebody who leaves as another comes makes room first.
  const inOrder = [...steps].sort((a, b) => a.at - b.at || a.by - b.by);
  let inside = insideAtStart;
  let greatest = inside;
  for (const step of inOrder) {
    inside += step.by;
    greatest = Math.max(greatest, inside);
  }
  return Math.max(0, greatest);
}
