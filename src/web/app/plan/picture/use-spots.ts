import { useState } from 'preact/hooks';
import type { Pair } from '../../canvas/shapes.ts';

/** The same spot on both pictures. Each position is undefined until it is tapped. */
export interface Spot {
  readonly old?: Pair;
  readonly new?: Pair;
}

export interface Spots {
  readonly all: readonly Spot[];
  /** Index of the spot that the next tap sets. */
  readonly active: number;
  readonly isWhole: boolean;
  readonly choose: (index: number) => void;
  readonly set: (side: keyof Spot, at: Pair) => void;
  readonly undo: (() => void) | undefined;
}

const NONE: readonly Spot[] = [{}, {}];

/** Keeps the two spots that place a picture, with undo. */
export function useSpots(): Spots {
  const [past, setPast] = useState<readonly (readonly Spot[])[]>([NONE]);
  const [chosen, choose] = useState<number>();
  const all = past.at(-1) ?? NONE;
  const open = all.findIndex((spot) => spot.old === undefined || spot.new === undefined);
  const active = chosen ?? Math.max(0, open);
  const set = (side: keyof Spot, at: Pair) => {
    setPast([...past, all.with(active, { ...all[active], [side]: at })]);
    const other = side === 'old' ? all[active]?.new : all[active]?.old;
    if (other !== undefined) choose(undefined);
  };
  const undo = () => {
    setPast(past.slice(0, -1));
    choose(undefined);
  };
  return { all, active, isWhole: open < 0, choose, set, undo: past.length > 1 ? undo : undefined };
}

export function findSide(spots: readonly Spot[], side: keyof Spot): readonly Pair[] {
  return spots.flatMap((spot) => (spot[side] === undefined ? [] : [spot[side]]));
}
