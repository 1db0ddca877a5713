import { roundShare } from './round-share.ts';

/** People in and out of some time, spread evenly over its windows. */
export interface EvenPart {
  readonly in: number;
  readonly out: number;
  /** Relative error of the part: people come by chance, and were spread evenly. */
  readonly error: number;
}

/** The part of one window out of `windows`; all parts add up to the counts. */
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
