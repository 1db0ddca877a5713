import type { Json } from '../model/ids.ts';

/** People who passed in either direction. */
export type Passings = { in: number; out: number };

export function createPassings(): Passings {
  return { in: 0, out: 0 };
}

export function restorePassings(saved: Json | undefined): Passings {
  return saved === undefined ? createPassings() : (saved as Passings);
}
