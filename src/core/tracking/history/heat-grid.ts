import type { EpochMs, SpaceId } from '../../model/ids.ts';
import type { TrackHistory } from './track-history.ts';

export interface HeatGrid {
  /** Side of a cell: metres on the floor, pixels in a picture. */
  readonly cell: number;
  /** Column, row and share. The share is the cell's person-time divided by that of the busiest cell. */
  readonly cells: readonly (readonly [column: number, row: number, share: number])[];
}

/** Longest time that a step counts. A person unseen for longer may not have stayed at the old place. */
const LONGEST_STEP_MS = 2_000;

interface Cell {
  ms: number;
  /** The last track piece that crossed the cell, so that each piece counts once per crossing. */
  lastPiece: number;
  pieces: number;
}

/**
 * Person-time per cell over the whole track history. Leaves out cells that fewer than `fewest` track pieces crossed.
 */
export function heatGrid(ring: TrackHistory, space: SpaceId, cell: number, fewest: number): HeatGrid {
  const cells = new Map<string, Cell>();
  const last = new Map<number, { readonly at: EpochMs; readonly key: string }>();
  const spend = (person: number, at: EpochMs) => {
    const before = last.get(person);
    const known = before === undefined ? undefined : cells.get(before.key);
    if (before !== undefined && known !== undefined) known.ms += Math.min(LONGEST_STEP_MS, at - before.at);
  };
  ring.replay(space, {
    moved: (person, at, { x, y }) => {
      spend(person, at);
      const key = `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
      enter(cells, key, person);
      last.set(person, { at, key });
    },
    cut: (person) => last.delete(person),
    ended: (person) => last.delete(person),
    resumed: () => last.clear(),
    advanced: () => undefined,
  });
  const shown = [...cells].filter(([, { pieces }]) => pieces >= fewest);
  const most = Math.max(1, ...shown.map(([, { ms }]) => ms));
  return {
    cell,
    cells: shown.map(([key, { ms }]) => {
      const [column = 0, row = 0] = key.split(' ').map(Number);
      return [column, row, Math.round((1000 * ms) / most) / 1000];
    }),
  };
}

function enter(cells: Map<string, Cell>, key: string, person: number): void {
  const known = cells.get(key);
  if (known === undefined) cells.set(key, { ms: 0, lastPiece: person, pieces: 1 });
  else if (known.lastPiece !== person) {
    known.pieces += 1;
    known.lastPiece = person;
  }
}
