import { roundShare } from './round-share.ts';

/** A window's part of people who were counted over a longer time. */
export interface EvenPart {
  readonly in: number;
  readonly out: number;
  /** Relative error of the part: people came at random times, but the part assumes an even flow. */
  readonly error: number;
}

/** Returns one window's part out of `windows` equal windows. All parts add up to the counts. */
export function spreadEvenly(
  counts: { readonly in: number; readonly out: number },
  index: number,
  windows: number,
): EvenPart {
  const part = (count: number) =>
    Math.floor(((index + 1) * count) / windows) - Math.floor((index * count) / windows);
  const mean = Math.max(counts.in, counts.out) / windows;
  const error = Math.sqrt(mean * (1 - 1 / windows)) / (mean + 1);
  return { in: part(counts.in), out: part(counts.out), error: roundShare(Math.min(1, error)) };
}
